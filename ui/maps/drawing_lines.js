// Draws lines: roads, what is closed or reached of them, and ways between places; and
// what the page lays over the map without drawing it anew. Runs after drawing.js.
function (map, data) {
  "use strict";
  const parts = map.coverage;
  const NEAR_PX = 11;
  // What is gone to lies clear of the buttons and the edge.
  const BUTTONS_PX = 60, EDGE_PX = 20;

  function paths(spec, features, look) {
    return L.geoJSON({type: "FeatureCollection", features: features}, {
      pane: "coverage-" + spec.pane,
      style: look,
      pointToLayer: (feature, at) => new parts.Symbol(
        at, Object.assign({pane: "coverage-" + spec.pane}, look(feature))
      ),
    });
  }
  function seen(spec, feature) {
    return Object.assign(parts.options(spec, feature.properties), {interactive: false});
  }
  function casing(spec, feature) {
    const look = seen(spec, feature);
    return Object.assign(look, {
      color: "#fff", weight: look.weight + 2 * spec.casing, opacity: 0.9, dashArray: null,
    });
  }

  // A click on what only says its name goes to what lies under it.
  function passOn(event) {
    const from = event.originalEvent;
    const under = document.elementsFromPoint(from.clientX, from.clientY).find((one) =>
      one.classList.contains("leaflet-interactive") &&
      !one.classList.contains("coverage-told"));
    if (under) under.dispatchEvent(new MouseEvent("click", from));
  }

  // What the mouse meets: wider than the line, and seen only while it is met.
  function meet(spec, feature, line) {
    line.bindTooltip(() => parts.box(feature.properties, false),
      {sticky: true, opacity: 1, className: "coverage-tooltip"});
    line.on("mouseover", () => line.setStyle({opacity: 0.3}));
    line.on("mouseout", () => line.setStyle({opacity: 0}));
    if (spec.clickable) {
      const name = parts.key(feature.properties);
      parts.found.set(name, line);
      line.on("click", () => {
        line.closeTooltip();
        map.coverageSelect(name, false);
      });
    } else {
      line.on("click", passOn);
    }
  }
  function targets(spec) {
    const named = spec.data.features.filter((feature) => feature.properties.name);
    const group = paths(spec, named, () => ({
      color: data.styles.selected.color, weight: NEAR_PX, opacity: 0, fill: false,
    }));
    group.eachLayer((line) => {
      line.options.className = "coverage-target" + (spec.clickable ? "" : " coverage-told");
      meet(spec, line.feature, line);
      // streamlit-folium takes a click on a group for a click on its member; one that
      // only says its name is not to be taken for what is selected.
      if (!spec.clickable) group.removeLayer(line);
      if (!spec.clickable) line.addTo(map);
    });
    if (spec.clickable) group.addTo(map);
  }
  function add(spec, parent) {
    const features = spec.data.features;
    if (spec.casing) {
      paths(spec, features, (feature) => casing(spec, feature)).addTo(parent);
    }
    paths(spec, features, (feature) => seen(spec, feature)).addTo(parent);
    if (spec.clickable || spec.hover) targets(spec);
  }

  // What the page lays over the map: one thing at a time, gone with its group.
  let shown = null;
  map.coverageOverlay = function (given, group) {
    if (shown) shown.remove();
    const own = L.featureGroup();
    given.layers.forEach((spec) => add(spec, own));
    if (given.tours) parts.tours(given.tours, own);
    const told = parts.element("div");
    given.legend.forEach((section) => told.appendChild(parts.sectionBox(section)));
    const room = map.getContainer().querySelector(".coverage-over");
    if (room) room.appendChild(told);
    own.on("remove", () => told.remove());
    shown = own;
    own.addTo(group || map);
    map.fire("coverageoverlay");
    if (given.fit) {
      const room = parts.padding(), [left, top] = room.paddingTopLeft;
      const [right, bottom] = room.paddingBottomRight;
      map.fitBounds(given.fit, Object.assign(room, {
        maxZoom: 14, paddingTopLeft: [left + BUTTONS_PX, top + EDGE_PX],
        paddingBottomRight: [right + EDGE_PX, bottom + EDGE_PX],
      }));
    }
  };

  data.layers.filter((spec) => spec.pane).forEach((spec) => add(spec, map));
}
