/** Days from the first to the last, both inside. @param {{first: string, last: string}} days */
export const countDays = ({ first, last }) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
