// Nothing from other hosts (fonts, search), and no frame: a page of charts alone, as light as Framework makes one.
export default {
  root: "src",
  title: "The shop's yesterday",
  pages: [],
  sidebar: false,
  toc: false,
  pager: false,
  search: false,
  footer: "",
  globalStylesheets: [],
  theme: ["air"],
};
