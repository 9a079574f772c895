/** A name that is not taken yet: `carts`, then `carts-2`. @param {string} name @param {string[]} taken */
export function findFree(name, taken) {
  const numbered = (number) => (number === 1 ? name : `${name.slice(0, 60)}-${number}`);
  let number = 1;
  while (taken.includes(numbered(number))) number += 1;
  return numbered(number);
}

/**
 * Makes the name that a field suggests a free one, unless somebody has written another meanwhile.
 *
 * @param {HTMLInputElement} field @param {Promise<string[]>} taken
 */
export async function suggestName(field, taken) {
  const suggested = field.value;
  const names = await taken;
  if (field.value === suggested) field.value = findFree(suggested, names);
}
