/** A schedule between its form and the API. Pure functions. */

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** A week is named by its day. */
export const RHYTHMS = ["day", "weekday", ...WEEKDAYS, "month"];

/** The rhythm of a setting; Mondays where there is none. */
export const rhythmOf = ({ every = "week", day = "monday" } = {}) => (every === "week" ? day : every);

/**
 * @param {{question?: string, dashboard?: string}} thing what is sent
 * @param {Record<string, string>} given the form's fields
 * @returns {object} the body of the API
 */
export function readSchedule(thing, { every, day, hour, format, language, mail = "", folder = "", table, description = "" }) {
  const to = {};
  const addresses = mail.split(/[\s,;]+/).filter(Boolean);
  if (addresses.length) to.mail = addresses;
  if (folder.trim()) to.folder = folder.trim();
  if (table !== undefined) to.table = true;
  const rhythm = WEEKDAYS.includes(every) ? { every: "week", day: every } : every === "month" ? { every, day: Number(day) } : { every };
  return { ...thing, ...rhythm, hour: Number(hour), format, language, description: description.trim(), to };
}

/** Where it goes, in a line. */
export function listPlaces({ mail = [], folder, table }) {
  return [...mail, folder && `${folder}/`, table && "scheduled_answers"].filter(Boolean).join(", ");
}
