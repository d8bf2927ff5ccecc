// A month of visits: draws what visit_calendar.py made, and says what is clicked and
// where a visit is dropped. Every text is set as text, never as HTML.
// The shapes of the map (ui/maps/drawing.js), 12 by 12.
const ICONS = {
  village: "M6,1.6a4.4,4.4 0 1,0 0.01,0Z",
  school: "M1.8,1.8h8.4v8.4h-8.4Z",
  market: "M6,1L11.2,10.4H0.8Z",
  other: "M6,0.8L11.2,6L6,11.2L0.8,6Z",
  night: "M7.6,1A5.2,5.2 0 1,0 11.2,8.2A4.3,4.3 0 0,1 7.6,1Z",
  travel: "M0.6,4.6h5.6v-3l5.2,4.4l-5.2,4.4v-3h-5.6Z",
  locked: "M2,5.4h1.2v-1.6a2.8,2.8 0 0,1 5.6,0v1.6h1.2v6h-8ZM4.6,5.4h2.8v-1.6" +
    "a1.4,1.4 0 0,0 -2.8,0Z",
};

function sign(name) {
  return icon("icon " + name, ICONS[name] || ICONS.other);
}

export default function (component) {
  const {data, parentElement, setTriggerValue} = component;
  const before = parentElement.querySelector(".calendar");
  const held = parentElement.activeElement || document.activeElement;
  const focused = before && before.contains(held) ? held.dataset.name : "";
  const root = element("div", "calendar" + (data.choosing ? " choosing" : ""));
  let dragged = null;

  function tell(event) {
    setTriggerValue("event", event);
  }

  function chip(day, tour, visit) {
    const made = button("chip " + visit.kind, `${day.date}|${visit.place_id}`, visit.label);
    made.style.setProperty("--day", tour.colour);
    made.setAttribute("aria-pressed", String(visit.selected));
    made.draggable = true;
    made.append(sign(visit.kind), element("span", "name", visit.name));
    if (visit.locked) made.appendChild(sign("locked"));
    const own = {place_id: visit.place_id, date: day.date, caravan_id: tour.caravan_id};
    made.addEventListener("click", (event) => {
      event.stopPropagation();
      tell({type: "visit", ...own});
    });
    made.addEventListener("dragstart", (event) => {
      dragged = own;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", visit.name);
      root.classList.add("dragging");
    });
    made.addEventListener("dragend", () => {
      dragged = null;
      root.classList.remove("dragging");
    });
    return made;
  }

  function group(day, tour) {
    const made = element("div", "tour");
    made.style.setProperty("--day", tour.colour);
    made.dataset.caravan = tour.caravan_id;
    if (tour.name) {
      const head = element("div", "head");
      head.title = tour.title;
      head.append(element("span", "name", tour.name), element("span", "", tour.count));
      if (tour.travel) head.appendChild(sign("travel"));
      if (tour.night) head.appendChild(sign("night"));
      made.appendChild(head);
    }
    tour.visits.forEach((visit) => made.appendChild(chip(day, tour, visit)));
    const marks = tour.name ? [] : [["travel", tour.travel], ["night", tour.night]];
    marks.filter((one) => one[1]).forEach(([name, text]) => {
      const line = element("div", "mark");
      line.title = text;
      line.append(sign(name), element("span", "name", text));
      made.appendChild(line);
    });
    return made;
  }

  function option(day) {
    const made = day.option.fits ?
      button("option", `${day.date}|option`, `${data.words.move} ${day.option.text}`) :
      element("div", "option");
    made.textContent = day.option.text || (day.option.fits ? data.words.move : "");
    if (day.option.fits) {
      made.addEventListener("click", (event) => {
        event.stopPropagation();
        tell({type: "choose", date: day.date, to_caravan_id: day.option.caravan_id});
      });
    }
    return made;
  }

  // A visit may be dropped on a day, or there on the tour of one caravan.
  function takesDrops(cell, day) {
    cell.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      cell.classList.add("over");
    });
    cell.addEventListener("dragleave", (event) => {
      if (!cell.contains(event.relatedTarget)) cell.classList.remove("over");
    });
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      cell.classList.remove("over");
      if (!dragged) return;
      const on = event.target.closest(".tour");
      const caravan = on ? on.dataset.caravan : dragged.caravan_id;
      if (day.date === dragged.date && caravan === dragged.caravan_id) return;
      tell({type: "move", ...dragged, to: day.date, to_caravan_id: caravan});
    });
  }

  function dayCell(day) {
    const names = ["day", day.kind, day.outside ? "outside" : "", day.opened ? "opened" : "",
      day.option ? (day.option.fits ? "fits" : "greyed") : ""];
    const cell = element("div", names.filter(Boolean).join(" "));
    cell.setAttribute("role", "gridcell");
    cell.dataset.date = day.date;
    const top = button("top", day.date, day.label);
    top.setAttribute("aria-pressed", String(day.opened));
    top.append(element("span", "number", day.number), element("span", "note", day.note));
    cell.appendChild(top);
    if (day.option) cell.appendChild(option(day));
    day.tours.forEach((tour) => cell.appendChild(group(day, tour)));
    if (day.more) cell.appendChild(element("div", "more", day.more));
    cell.addEventListener("click", () => tell({type: "day", date: day.date}));
    takesDrops(cell, day);
    return cell;
  }

  // One stop for the tabulator: the day last gone to, with all that is on it.
  const cells = [];
  function enter(cell) {
    cells.forEach((one) => one.querySelectorAll("button").forEach((part) => {
      part.tabIndex = one === cell ? 0 : -1;
    }));
  }
  const STEPS = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7};
  root.addEventListener("focusin", (event) => enter(event.target.closest(".day")));
  root.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target.closest(".day")) + (STEPS[event.key] || NaN);
    if (!cells[at]) return;
    event.preventDefault();
    cells[at].querySelector(".top").focus();
  });

  function row(className, role) {
    const made = element("div", className);
    made.setAttribute("role", "row");
    root.appendChild(made);
    return made;
  }
  root.setAttribute("role", "grid");
  root.setAttribute("aria-label", data.words.label);
  const heads = row("week heads");
  data.weekdays.forEach((name) => {
    const head = element("div", "weekday", name);
    head.setAttribute("role", "columnheader");
    heads.appendChild(head);
  });
  data.weeks.forEach((week) => {
    const line = row("week");
    week.forEach((day) => {
      cells.push(dayCell(day));
      line.appendChild(cells[cells.length - 1]);
    });
  });
  const legend = element("div", "legend");
  data.legend.forEach((entry) => {
    const told = element("span", "entry");
    told.append(sign(entry.icon), element("span", "", entry.text));
    legend.appendChild(told);
  });

  if (before) before.parentElement.remove();
  const box = element("div");
  box.append(root, legend);
  parentElement.appendChild(box);
  enter(root.querySelector(".day.opened") || root.querySelector(".day:not(.outside)"));
  if (focused) {
    const again = [...root.querySelectorAll("button")].find(
      (one) => one.dataset.name === focused);
    if (again) again.focus();
  }
  return () => box.remove();
}
