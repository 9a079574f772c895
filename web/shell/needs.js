/** What each page needs at once: its modules and published files. A release writes it (cli/web_modules.py). */
export const NEEDS = {};
