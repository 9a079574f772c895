/** The API names a command's options: on the page they are fields, called as the form calls them. */
export function nameFields(text, kind, words) {
  const name = (option, field) => [`${kind}.${field}`, field].filter((key) => words.has(key)).map((key) => words.say("word.quoted", { text: words.say(key) }))[0] ?? option;
  return text.replace(/--([a-z][a-z-]*)/g, name);
}
