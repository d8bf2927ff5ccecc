// Draws an area corner by corner and hands it to the page as Leaflet.draw would, which
// streamlit-folium listens to. Runs after drawing.js.
function (map, data) {
  "use strict";
  if (!data.draw_tool) return;
  const parts = map.coverage, words = data.words, element = parts.element;
  const CLOSE_PX = 12, SAME_PX = 4, MOST_CORNERS = 500;
  const LOOK = Object.assign({}, data.styles.closure, {
    pane: "coverage-sketch", interactive: false,
  });
  // Over names too, so that the first corner can be seen and clicked again.
  map.createPane("coverage-sketch").style.zIndex = 470;
  let corners = null, sketch = null, cover = null, hint = null, drawn = null;

  const bar = element("div", "leaflet-bar");
  const button = bar.appendChild(element("a", "coverage-whole coverage-draw", words.draw));
  button.href = "#";
  button.setAttribute("role", "button");
  button.setAttribute("aria-pressed", "false");
  L.DomEvent.disableClickPropagation(bar);
  L.DomEvent.on(button, "click", (event) => {
    L.DomEvent.preventDefault(event);
    if (corners) stop();
    else start();
  });
  parts.put("topleft", () => bar);

  function pixels(one, other) {
    const a = map.latLngToContainerPoint(one), b = map.latLngToContainerPoint(other);
    return a.distanceTo(b);
  }
  function forget() {
    if (drawn) drawn.remove();
    drawn = null;
  }
  function start() {
    forget();
    corners = [];
    sketch = L.layerGroup().addTo(map);
    // Over all that could be clicked, under the buttons; the map still hears the mouse.
    cover = map.getContainer().appendChild(element("div", "coverage-cover"));
    hint = map.getContainer().appendChild(element("div", "coverage-hint", words.draw_hint));
    hint.setAttribute("role", "status");
    map.closePopup();
    map.doubleClickZoom.disable();
    map.on("click", corner).on("mousemove", follow).on("dblclick", finish);
    document.addEventListener("keydown", type);
    button.textContent = words.draw_stop;
    button.setAttribute("aria-pressed", "true");
  }
  function stop() {
    if (!corners) return;
    corners = null;
    sketch.remove();
    cover.remove();
    hint.remove();
    map.off("click", corner).off("mousemove", follow).off("dblclick", finish);
    map.doubleClickZoom.enable();
    document.removeEventListener("keydown", type);
    button.textContent = words.draw;
    button.setAttribute("aria-pressed", "false");
  }
  function show(end) {
    sketch.clearLayers();
    const course = end ? corners.concat([end]) : corners;
    L.polyline(course, LOOK).setStyle({fill: course.length > 2}).addTo(sketch);
    corners.forEach((at, place) => L.circleMarker(at, {
      pane: "coverage-sketch", interactive: false, radius: place ? 3.5 : 5.5,
      color: LOOK.color, weight: 2, fillColor: "#fff", fillOpacity: 1,
    }).addTo(sketch));
  }
  function corner(event) {
    const last = corners[corners.length - 1];
    // The second click of a double click is no new corner.
    if (last && pixels(last, event.latlng) <= SAME_PX) return;
    if (corners.length > 2 && pixels(corners[0], event.latlng) <= CLOSE_PX) {
      finish();
      return;
    }
    corners.push(event.latlng.wrap());
    show();
    if (corners.length === MOST_CORNERS) finish();
  }
  function follow(event) {
    if (corners.length) show(event.latlng);
  }
  function finish() {
    if (corners.length < 3) {
      hint.textContent = words.draw_more;
      return;
    }
    const polygon = L.polygon(corners, LOOK);
    polygon.feature = {type: "Feature", properties: {kind: "drawn"}};
    stop();
    // Seen until the page says what becomes of it.
    drawn = polygon.addTo(map);
    map.fire("draw:created", {layerType: "polygon", layer: polygon});
  }
  function type(event) {
    if (event.key === "Escape") stop();
    else if (event.key === "Enter") finish();
    else if (event.key === "Backspace") {
      corners.pop();
      show();
    } else return;
    event.preventDefault();
  }
  map.on("coverageoverlay", forget);
}
