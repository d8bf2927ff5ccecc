// Sets by month as bars: draws what gantt_data.py made, and says what is picked, chosen
// and where a stay is dropped. Every text is set as text, never as HTML.
const PIN = "M6,0.8a3.4,3.4 0 0,1 3.4,3.4c0,2.4 -3.4,7 -3.4,7s-3.4,-4.6 -3.4,-7" +
  "a3.4,3.4 0 0,1 3.4,-3.4ZM6,2.8a1.4,1.4 0 1,0 0.01,0Z";
const LOCK = "M3,5.2V3.8a3,3 0 0,1 6,0V5.2H10V11H2V5.2ZM4.5,5.2h3V3.8a1.5,1.5 0 0,0 -3,0Z";
// Farther than this a pressed bar is dragged, and not clicked.
const DRAG_PX = 4;

export default function (component) {
  const {data, parentElement, setTriggerValue} = component;
  const before = parentElement.querySelector(".gantt");
  const held = parentElement.activeElement || document.activeElement;
  const focused = before && before.contains(held) ? held.dataset.name : "";
  const scrolled = before ? before.scrollTop : 0;
  const count = data.months.length;
  const root = element("div", "gantt" + (data.choosing ? " choosing" : ""));
  root.style.maxHeight = data.height + "px";
  const lines = [];

  function tell(event) {
    setTriggerValue("event", event);
  }
  function place(one, at, months) {
    one.style.left = `${at / count * 100}%`;
    one.style.width = `${months / count * 100}%`;
    return one;
  }

  // A stay follows the pointer from month to month and from set to set.
  let drag = null;
  const ghost = element("div", "ghost");
  function aimed(event) {
    const line = lines.find(([part]) => {
      const box = part.getBoundingClientRect();
      return event.clientY >= box.top && event.clientY < box.bottom;
    });
    if (!line) return null;
    const box = line[0].getBoundingClientRect();
    const at = Math.round((event.clientX - box.left) / box.width * count - drag.grabbed);
    if (at < 0 || at + drag.months > count) return null;
    return {line: line[0], row: line[1], at: at};
  }
  function draggable(bar, own, months) {
    bar.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const box = bar.getBoundingClientRect();
      drag = {own: own, months: months, x: event.clientX, y: event.clientY, moved: false,
        grabbed: bar.closest(".line") ? (event.clientX - box.left) / box.width * months : 0.5};
      bar.setPointerCapture(event.pointerId);
    });
    bar.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
      if (!drag.moved && far < DRAG_PX) return;
      drag.moved = true;
      root.classList.add("dragging");
      // The months on show are those of the stay picked.
      root.classList.toggle("other", data.picked !== own.key);
      const to = aimed(event);
      ghost.remove();
      if (!to) return;
      const option = to.row.options.find((one) =>
        one.at <= to.at && to.at < one.at + one.span);
      ghost.className = "ghost" + (data.picked === own.key && option ?
        (option.fits ? " fits" : " refused") : "");
      ghost.textContent = data.picked === own.key && option && !option.fits ?
        option.text : data.months[to.at].name;
      to.line.appendChild(place(ghost, to.at, months));
    });
    bar.addEventListener("pointerup", (event) => {
      const to = drag && drag.moved ? aimed(event) : null;
      end();
      if (!to) return;
      const first = data.months[to.at].first;
      if (to.row.set_id === own.set_id && first === own.first) return;
      tell({type: "move", key: own.key, set_id: to.row.set_id, first: first});
    });
    bar.addEventListener("pointercancel", end);
    bar.addEventListener("click", () => {
      if (!bar.dataset.dragged) tell({type: "pick", key: own.key});
      delete bar.dataset.dragged;
    });
    function end() {
      // The browser reports a click after a drag too.
      if (drag && drag.moved) bar.dataset.dragged = "1";
      setTimeout(() => delete bar.dataset.dragged);
      drag = null;
      ghost.remove();
      root.classList.remove("dragging", "other");
    }
  }

  function barOf(row, bar) {
    const made = button(`bar ${bar.look}`, bar.key, bar.label);
    made.style.setProperty("--own", bar.colour);
    made.setAttribute("aria-pressed", String(bar.key === data.picked));
    made.append(element("span", "name", bar.text));
    made.classList.toggle("marked", bar.marked);
    if (bar.pinned) made.appendChild(icon("", PIN));
    if (bar.locked) made.appendChild(icon("", LOCK));
    draggable(made, {key: bar.key, set_id: row.set_id, first: bar.first}, bar.months);
    return place(made, bar.at, bar.months);
  }
  function optionOf(row, option) {
    const name = `${row.set_id}|${option.at}|option`;
    const made = option.fits ? button("option fits", name, option.label) :
      element("div", "option");
    made.title = option.label;
    if (!option.fits) made.appendChild(element("span", "name", option.text));
    if (option.fits) {
      const first = data.months[option.at].first;
      made.addEventListener("click", () =>
        tell({type: "choose", key: data.picked, set_id: row.set_id, first: first}));
      made.addEventListener("pointerenter", () => {
        ghost.className = "ghost fits";
        ghost.textContent = "";
        made.parentElement.appendChild(place(ghost, option.at, option.months));
      });
      made.addEventListener("pointerleave", () => ghost.remove());
    }
    return place(made, option.at, option.span);
  }

  function head() {
    const made = element("div", "head");
    const scale = element("div", "scale");
    data.years.forEach((year) => {
      scale.appendChild(place(element("div", "year", year.name), year.at, year.span));
    });
    data.months.forEach((month, at) => {
      const one = button("month", month.first, month.label);
      one.textContent = month.text;
      one.addEventListener("click", () => tell({type: "month", first: month.first}));
      scale.appendChild(place(one, at, 1));
    });
    made.append(element("div", "label corner", data.words.corner), scale);
    return made;
  }
  function columns() {
    const made = element("div", "columns");
    data.months.forEach((month, at) => {
      if (month.look) {
        made.appendChild(place(element("div", "column " + month.look), at, 1));
      }
      if (at && month.year) made.appendChild(place(element("div", "line-year"), at, 0));
    });
    made.appendChild(cursor);
    return made;
  }
  function rowOf(row) {
    const made = element("div", "row");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", row.name);
    const label = element("div", "label");
    label.title = row.label;
    label.append(element("b", "", row.name), element("span", "", row.note));
    const line = element("div", "line");
    line.dataset.set = row.set_id;
    row.closed.forEach((one) => {
      const shut = place(element("div", "shut"), one.at, one.span);
      shut.title = one.label;
      line.appendChild(shut);
    });
    row.options.forEach((option) => line.appendChild(optionOf(row, option)));
    row.bars.forEach((bar) => line.appendChild(barOf(row, bar)));
    lines.push([line, row]);
    made.append(label, line);
    return made;
  }
  function tray() {
    const made = element("div", "tray");
    made.appendChild(element("b", "", data.words.tray));
    data.tray.forEach((one) => {
      const chip = button("chip", one.key, one.label);
      chip.textContent = one.text;
      chip.setAttribute("aria-pressed", String(one.key === data.picked));
      draggable(chip, {key: one.key, set_id: "", first: ""}, one.months);
      made.appendChild(chip);
    });
    return made;
  }
  function legend() {
    const made = element("div", "legend");
    data.legend.forEach((entry) => {
      const told = element("span", "entry");
      const sign = {pinned: PIN, locked: LOCK}[entry.look];
      const swatch = sign ? icon("sign", sign) : element("span", "swatch " + entry.look);
      if (entry.colour) swatch.style.setProperty("--own", entry.colour);
      told.append(swatch, element("span", "", entry.text));
      made.appendChild(told);
    });
    return made;
  }

  // The month on the map, wherever it was played to since one was asked for here.
  const cursor = element("div", "column opened");
  function mark(at) {
    root.dataset.shown = at;
    cursor.hidden = !data.months[at];
    if (data.months[at]) place(cursor, at, 1);
    root.querySelectorAll(".month").forEach((one, place) =>
      one.classList.toggle("opened", place === at));
  }
  function follow(event) {
    if (box.isConnected) mark(Number(event.detail));
    else window.removeEventListener("tour-month", follow);
  }

  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.words.label);
  const body = element("div", "body");
  body.appendChild(columns());
  data.rows.forEach((row) => body.appendChild(rowOf(row)));
  root.append(head(), body);
  const asked = data.months.findIndex((month) => month.opened);
  root.dataset.asked = asked;
  mark(before && before.dataset.asked === String(asked) ? Number(before.dataset.shown) :
    asked);
  window.addEventListener("tour-month", follow);
  const box = element("div", "box");
  box.append(root);
  if (data.tray.length) box.appendChild(tray());
  box.appendChild(legend());

  // One stop for the tabulator; arrows go on from there: along a line, and to the
  // nearest in the line above or below.
  const stops = [...root.querySelectorAll(".scale"), ...lines.map(([line]) => line),
    ...box.querySelectorAll(".tray")].map((line) => [...line.querySelectorAll("button")]);
  function enter(one) {
    box.querySelectorAll("button").forEach((part) => {
      part.tabIndex = part === one ? 0 : -1;
    });
  }
  function middle(one) {
    const rect = one.getBoundingClientRect();
    return rect.left + rect.width / 2;
  }
  function nearest(all, x) {
    return all.slice().sort((a, b) => Math.abs(middle(a) - x) - Math.abs(middle(b) - x))[0];
  }
  function next(from, key) {
    const at = stops.findIndex((line) => line.includes(from));
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const line = stops[at].slice().sort((a, b) => middle(a) - middle(b));
      return line[line.indexOf(from) + (key === "ArrowLeft" ? -1 : 1)];
    }
    const step = key === "ArrowUp" ? -1 : 1;
    for (let to = at + step; stops[to]; to += step) {
      if (stops[to].length) return nearest(stops[to], middle(from));
    }
    return null;
  }
  box.addEventListener("focusin", (event) => enter(event.target));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && data.picked) tell({type: "pick", key: ""});
    if (!/^Arrow/.test(event.key)) return;
    event.preventDefault();
    const to = next(event.target, event.key);
    if (to) to.focus();
  });

  if (before) before.parentElement.remove();
  parentElement.appendChild(box);
  root.scrollTop = scrolled;
  const every = [...box.querySelectorAll("button")];
  const again = focused && every.find((one) => one.dataset.name === focused);
  enter(again || box.querySelector('[aria-pressed="true"]') || box.querySelector(".bar") ||
    every[0]);
  if (again) again.focus();
  return () => {
    window.removeEventListener("tour-month", follow);
    box.remove();
  };
}
