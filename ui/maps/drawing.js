// Draws one view on a Leaflet map. Every text is set as text, never as HTML, so that a
// name from a register cannot become markup. `data` is made in ui/maps/layers.py.
function (map, data) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const words = data.words;

  // Symbols: corners on a circle of radius 1, or a path made for the occasion.
  function corners(count, turn, size, inner) {
    const points = [];
    for (let i = 0; i < count; i++) {
      const angle = (turn + (360 * i) / count) * Math.PI / 180;
      const r = inner && i % 2 ? inner : size;
      points.push([r * Math.sin(angle), -r * Math.cos(angle)]);
    }
    return points;
  }
  const CORNERS = {
    square: corners(4, 45, 1.2),
    triangle: corners(3, 0, 1.3),
    diamond: corners(4, 0, 1.3),
    hexagon: corners(6, 0, 1.1),
    star: corners(10, 0, 1.45, 0.62),
    area: [[-1.6, -1], [1.6, -1], [1.6, 1], [-1.6, 1]],
  };
  function disc(x, y, r) {
    return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
  function outline(shape, x, y, r) {
    if (shape === "person") {
      const w = 0.95 * r;
      return disc(x, y - 0.65 * r, 0.5 * r) +
        `M${x - w},${y + 1.1 * r}a${w},${w} 0 0,1 ${2 * w},0Z`;
    }
    const points = CORNERS[shape];
    if (!points) return disc(x, y, r);
    return "M" + points.map(([dx, dy]) => `${x + r * dx},${y + r * dy}`).join("L") + "Z";
  }

  // A point drawn as any symbol; grows a little as the planner zooms in.
  function growth() {
    const steps = Math.max(map.getZoom() - firstZoom, 0);
    return Math.min(data.size * Math.pow(1.22, steps), 1.5);
  }
  const Symbol = L.CircleMarker.extend({
    _updatePath: function () {
      const o = this.options;
      const d = outline(o.shape, this._point.x + (o.dx || 0), this._point.y + (o.dy || 0),
        this._radius * growth());
      this._renderer._setPath(this, this._empty() ? "M0 0" : d);
    },
  });
  let firstZoom = map.getZoom();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function box(properties, full) {
    const made = element("div", "coverage-card");
    made.appendChild(element("b", "", properties.name));
    properties.lines.forEach((line) => made.appendChild(element("div", "", line)));
    if (full && properties.card) {
      const list = element("dl");
      properties.card.forEach(([label, value]) => {
        list.appendChild(element("dt", "", label));
        list.appendChild(element("dd", "", value));
      });
      made.appendChild(list);
    }
    return made;
  }

  const found = new Map();
  function key(properties) {
    return properties.kind + ":" + properties.code;
  }
  function options(spec, properties) {
    const made = Object.assign({}, data.styles[spec.style], data.styles[properties.s]);
    if (properties.fill) made.fillColor = properties.fill;
    for (const name of ["shape", "dx", "dy"]) {
      if (name in properties) made[name] = properties[name];
    }
    made.interactive = Boolean(spec.clickable);
    return made;
  }
  function add(spec) {
    const group = L.geoJSON(spec.data, {
      style: (feature) => options(spec, feature.properties),
      pointToLayer: (feature, at) => new Symbol(at, options(spec, feature.properties)),
      onEachFeature: (feature, layer) => {
        if (spec.clickable) found.set(key(feature.properties), layer);
      },
    });
    if (spec.clickable) {
      group.bindTooltip((layer) => box(layer.feature.properties, false),
        {sticky: true, opacity: 1, className: "coverage-tooltip"});
      if (data.popups) {
        group.bindPopup((layer) => box(layer.feature.properties, true),
          {maxWidth: 330, minWidth: 220});
      }
      group.on("click", (event) => {
        group.closeTooltip();
        select(key(event.layer.feature.properties), false);
      });
    }
    group.addTo(map);
  }

  // One thing is selected at a time, by a click or by the page.
  let ring = null;
  function select(wanted, show) {
    if (ring) ring.remove();
    ring = null;
    const layer = found.get(wanted);
    if (!layer) return;
    const style = Object.assign({}, data.styles.selected, {interactive: false});
    if (layer.getLatLng) {
      ring = new Symbol(layer.getLatLng(), Object.assign(style, {
        dx: layer.options.dx, dy: layer.options.dy, radius: layer.options.radius + 5,
      }));
    } else {
      ring = L.geoJSON(layer.toGeoJSON(), {style: style});
    }
    ring.addTo(map);
    const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
    if (show && !map.getBounds().contains(at)) map.panTo(at, {animate: false});
  }
  map.coverageSelect = select;

  // Names: the most important first; one that would lie on another waits for a zoom.
  const names = [];
  function write(label) {
    const span = element("span", "coverage-name coverage-" + label.level, label.text);
    const icon = L.divIcon({className: "coverage-anchor", html: span, iconSize: [0, 0]});
    L.marker(label.at, {
      icon: icon, interactive: false, keyboard: false, pane: "coverage-names",
    }).addTo(map);
    names.push({at: L.latLng(label.at), span: span, level: label.level});
  }
  function arrange() {
    const taken = [];
    const steps = map.getZoom() - firstZoom;
    names.forEach((name) => {
      name.span.style.display = "";
      const w = name.span.offsetWidth / 2 + 2, h = name.span.offsetHeight / 2;
      const p = map.latLngToLayerPoint(name.at);
      const free = taken.every((o) => Math.abs(o.x - p.x) > o.w + w ||
        Math.abs(o.y - p.y) > o.h + h);
      const shown = free && (name.level === "county" || steps >= data.township_steps);
      name.span.style.display = shown ? "" : "none";
      if (shown) taken.push({x: p.x, y: p.y, w: w, h: h});
    });
  }

  function swatch(entry) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", 22);
    svg.setAttribute("height", 16);
    svg.setAttribute("aria-hidden", "true");
    const style = options(entry, entry);
    const path = document.createElementNS(SVG, "path");
    const r = entry.shape === "area" ? 6 : style.radius;
    path.setAttribute("d", outline(entry.shape, 11, 8, r));
    path.setAttribute("fill", style.fillColor);
    path.setAttribute("stroke", entry.shape === "area" ? data.styles.border.color : style.color);
    path.setAttribute("stroke-width", entry.shape === "area" ? 0.6 : style.weight);
    svg.appendChild(path);
    return svg;
  }
  function legend() {
    const made = element("details", "coverage-legend");
    made.open = map.getSize().x > 420;
    made.appendChild(element("summary", "", words.legend));
    data.legend.forEach((section) => {
      if (section.title) made.appendChild(element("h4", "", section.title));
      section.entries.forEach((entry) => {
        const row = element("div", "coverage-entry");
        row.appendChild(swatch(entry));
        row.appendChild(element("span", "", entry.text));
        made.appendChild(row);
      });
      (section.notes || []).forEach((note) => {
        made.appendChild(element("p", "", note));
      });
    });
    L.DomEvent.disableClickPropagation(made).disableScrollPropagation(made);
    return made;
  }

  function furnish() {
    map.createPane("coverage-names").style.zIndex = 620;
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", words.label);
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(element("i", "", data.attribution).innerHTML);
    L.control.scale({imperial: false}).addTo(map);
    if (data.quiet) return 0;
    L.control.zoom({zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out}).addTo(map);
    const control = L.control({position: "topright"});
    control.onAdd = legend;
    control.addTo(map);
    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", words.close);
    });
    const width = control.getContainer().offsetWidth;
    return map.getSize().x > 3 * width ? width : 0;
  }

  const right = furnish();
  map.fitBounds(data.bounds, {
    paddingTopLeft: [14, 14], paddingBottomRight: [14 + right, 22],
    animate: false, maxZoom: 14,
  });
  firstZoom = map.getZoom();
  data.layers.forEach(add);
  data.labels.forEach(write);
  map.on("zoomend", arrange);
  arrange();
  select(data.selected, true);
}
