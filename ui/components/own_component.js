// What our components draw with; own_component.py puts it before the script of each.
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
// A shape, 12 by 12.
function icon(className, shape) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  if (className) svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape);
  path.setAttribute("fill-rule", "evenodd");
  svg.appendChild(path);
  return svg;
}
// Remembered by name, so that the keyboard stays where it was when all is drawn anew.
function button(className, name, label) {
  const made = element("button", className);
  made.type = "button";
  made.dataset.name = name;
  made.title = label;
  made.setAttribute("aria-label", label);
  made.tabIndex = -1;
  return made;
}
