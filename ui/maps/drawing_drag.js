// Lets symbols of one kind be dragged. Where one is dropped is handed to the page as
// Leaflet.draw would, which streamlit-folium listens to. Runs after drawing.js.
function (map, data) {
  "use strict";
  if (!data.draggable) return;
  const parts = map.coverage, area = map.getContainer();
  const LEAST_PX = 5, SEEN_MS = 5000;
  let held = null;

  function hold(event) {
    if (event.originalEvent.button) return;
    // The mouse may have been let go where nobody told of it.
    letGo();
    const given = event.target.feature.properties;
    held = {given: given, from: event.containerPoint, ghost: null};
    map.dragging.disable();
    L.DomEvent.on(document, "mousemove", carry).on(document, "mouseup", drop)
      .on(document, "keydown", giveUp).on(window, "blur", letGo);
  }
  function carry(event) {
    const point = map.mouseEventToContainerPoint(event);
    if (!held.ghost && point.distanceTo(held.from) < LEAST_PX) return;
    L.DomEvent.preventDefault(event);
    const at = map.containerPointToLatLng(point);
    if (held.ghost) {
      held.ghost.setLatLng(at);
      return;
    }
    const own = parts.found.get(parts.key(held.given)).options;
    held.ghost = new parts.Symbol(at, Object.assign({}, own, {
      interactive: false, fillOpacity: 0.65,
    })).addTo(map);
    area.classList.add("coverage-dragging");
  }
  function release() {
    const was = held;
    held = null;
    L.DomEvent.off(document, "mousemove", carry).off(document, "mouseup", drop)
      .off(document, "keydown", giveUp).off(window, "blur", letGo);
    map.dragging.enable();
    area.classList.remove("coverage-dragging");
    return was;
  }
  // Ends a drag that is not to drop anything.
  function letGo() {
    if (!held) return;
    const {ghost} = release();
    if (ghost) ghost.remove();
  }
  function giveUp(event) {
    if (event.key === "Escape") letGo();
  }
  // The page may draw the map in a new frame, so the browser's tab remembers it.
  function noteDrop(time) {
    try {
      window.sessionStorage.setItem(parts.dropped, time);
    } catch (error) { /* Then the map goes to what was dropped, as to any other. */ }
  }
  function drop(event) {
    if (event.button) return;
    const {given, ghost} = release();
    if (!ghost) return;
    swallowClick();
    const point = map.mouseEventToContainerPoint(event);
    if (!L.bounds([0, 0], map.getSize()).contains(point)) {
      ghost.remove();
      return;
    }
    const place = L.marker(ghost.getLatLng().wrap());
    // Two drops at one place are two: the page is told of what differs alone.
    const properties = {kind: "dropped", code: given.code, turn: Date.now()};
    noteDrop(properties.turn);
    place.feature = {type: "Feature", properties: properties};
    map.fire("draw:created", {layerType: "marker", layer: place});
    // The page draws the map anew; where nothing moves it does not.
    setTimeout(() => ghost.remove(), SEEN_MS);
  }
  // The end of a drag is no click on what lies there.
  function swallowClick() {
    const swallow = (event) => event.stopImmediatePropagation();
    area.addEventListener("click", swallow, true);
    setTimeout(() => area.removeEventListener("click", swallow, true), 0);
  }

  for (const known of [parts.found, parts.targets]) {
    known.forEach((layer) => {
      if (layer.feature.properties.kind !== data.draggable) return;
      layer.on("mousedown", hold);
      if (layer.getElement()) layer.getElement().classList.add("coverage-draggable");
    });
  }
}
