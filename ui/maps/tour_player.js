// Plays a plan of museum tours month by month on a drawn map: fills the counties by what
// is there, moves the sets, and tells the month. Runs after drawing.js; every text is
// set as text.
function (map, data) {
  "use strict";
  const parts = map.coverage, last = data.months.length - 1;
  const STEP_MS = last > 36 ? 450 : 800, APART_PX = 13;
  let month = -1, timer = null;

  map.createPane("tour-sets").style.zIndex = 470;
  map.createPane("tour-ways").style.zIndex = 432;
  const ways = L.layerGroup().addTo(map);

  // Where a set is in each month: its legs begin in a month each.
  function placeOf(set, at) {
    return set.legs.filter((leg) => leg.from <= at).pop() || null;
  }
  const sets = data.sets.map((set) => {
    const span = parts.element("span", "tour-set", set.sign);
    span.style.background = set.colour;
    span.title = set.name;
    const icon = L.divIcon({className: "coverage-anchor tour-anchor", html: span,
      iconSize: [0, 0]});
    const marker = L.marker([0, 0], {icon: icon, interactive: false, keyboard: false,
      pane: "tour-sets"});
    return {set: set, span: span, marker: marker};
  });
  function move(at) {
    const taken = new Map();
    sets.forEach(({set, span, marker}) => {
      const leg = placeOf(set, at), was = at ? placeOf(set, at - 1) : null;
      if (!leg) {
        marker.remove();
        return;
      }
      const spot = String(leg.at), turn = taken.get(spot) || 0;
      taken.set(spot, turn + 1);
      span.style.left = `${(turn % 5) * APART_PX}px`;
      // Over the name of the county.
      span.style.top = `${Math.floor(turn / 5) * APART_PX - 17}px`;
      span.classList.toggle("idle", !leg.stands);
      marker.setLatLng(leg.at);
      if (!map.hasLayer(marker)) marker.addTo(map);
      if (was && String(was.at) !== spot) {
        L.polyline([was.at, leg.at], {pane: "tour-ways", color: set.colour, weight: 2.5,
          dashArray: "5 5", interactive: false}).addTo(ways);
      }
    });
  }
  // While the planner zooms, symbols must keep to their places.
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pane = map.getPane("tour-sets");
  map.on("zoomstart", () => pane.classList.remove("tour-moving"));

  function fill(at) {
    const counts = {};
    data.counties.forEach((county) => {
      const now = county.states[at], layer = parts.found.get("county:" + county.code);
      counts[now] = (counts[now] || 0) + 1;
      if (layer) layer.setStyle({fillColor: data.fills[now]});
    });
    return counts;
  }
  function show(at) {
    month = Math.max(0, Math.min(at, last));
    if (!still) pane.classList.add("tour-moving");
    ways.clearLayers();
    move(month);
    const counts = fill(month);
    slider.value = String(month);
    slider.setAttribute("aria-valuetext", data.months[month]);
    name.textContent = data.months[month];
    told.replaceChildren(...data.told.filter(([state]) => counts[state]).map(
      ([state, text]) => {
        const made = parts.element("span", "tour-count", `${text} ${counts[state]}`);
        made.style.setProperty("--state", data.fills[state]);
        return made;
      }));
    back.disabled = month === 0;
    on.disabled = month === last;
    announce();
  }
  // The Gantt of the page marks the month; in a file of its own nobody listens.
  function announce() {
    try {
      window.parent.dispatchEvent(new CustomEvent("tour-month", {detail: month}));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  function stop() {
    window.clearInterval(timer);
    timer = null;
    play.textContent = "▶";
    label(play, data.words.play);
    name.setAttribute("aria-live", "polite");
  }
  function start() {
    if (month === last) show(0);
    play.textContent = "❚❚";
    label(play, data.words.pause);
    // Months that pass in half a second cannot be read out.
    name.setAttribute("aria-live", "off");
    timer = window.setInterval(() => {
      show(month + 1);
      if (month === last) stop();
    }, STEP_MS);
  }

  function label(one, text) {
    one.title = text;
    one.setAttribute("aria-label", text);
  }
  function button(text, told, act) {
    const made = parts.element("button", "tour-button", text);
    made.type = "button";
    label(made, told);
    made.addEventListener("click", act);
    return made;
  }
  const bar = parts.element("div", "tour-player");
  const play = button("▶", data.words.play, () => timer ? stop() : start());
  const back = button("‹", data.words.back, () => { stop(); show(month - 1); });
  const on = button("›", data.words.on, () => { stop(); show(month + 1); });
  const slider = parts.element("input", "tour-slider");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(last);
  slider.step = "1";
  label(slider, data.words.slider);
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  const name = parts.element("b", "tour-month"), told = parts.element("span", "tour-told");
  stop();
  bar.append(play, back, slider, on, name, told);
  L.DomEvent.disableClickPropagation(bar).disableScrollPropagation(bar);
  map.getContainer().appendChild(bar);
  map.getContainer().classList.add("tour-played");
  map.on("unload", stop);

  // The bar lies over the upper edge.
  const room = parts.padding();
  room.paddingTopLeft = [room.paddingTopLeft[0], bar.offsetHeight + 8];
  map.fitBounds(data.bounds, Object.assign(room, {maxZoom: 12}));
  show(data.month);

  // The wheel moves the page until the map is clicked, and again when it is left.
  map.scrollWheelZoom.disable();
  map.on("click", () => map.scrollWheelZoom.enable());
  map.on("mouseout", () => map.scrollWheelZoom.disable());

  // What the page asks for; asked again of the same month, the map stays where it is.
  let asked = `${data.month}/0`;
  map.tourShow = function (at, county, turn) {
    if (`${at}/${turn}` !== asked) {
      stop();
      show(at);
    }
    asked = `${at}/${turn}`;
    map.coveragePicked = "county:" + county;
    map.coverageSelect(map.coveragePicked, false);
  };
}
