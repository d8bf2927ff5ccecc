// Draws one view on a Leaflet map. Every text is set as text, never as HTML, so that a
// name from a register cannot become markup. `data` is made in ui/maps/layers.py.
function (map, data) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const words = data.words, outline = map.coverageOutline;

  // A point drawn as any symbol; grows a little as the planner zooms in.
  function growth() {
    const steps = Math.max(map.getZoom() - firstZoom, 0);
    return Math.min(data.size * Math.pow(1.22, steps), 1.5);
  }
  const Symbol = L.CircleMarker.extend({
    options: {pane: "coverage-symbols"},
    drawnRadius: function () {
      return this._radius * growth();
    },
    _updatePath: function () {
      const o = this.options;
      const d = outline(o.shape, this._point.x + (o.dx || 0), this._point.y + (o.dy || 0),
        this.drawnRadius());
      this._renderer._setPath(this, this._empty() ? "M0 0" : d);
    },
  });
  // What the mouse meets around a symbol: transparent, under all symbols, over areas.
  const Target = Symbol.extend({
    drawnRadius: function () {
      if (map.getZoom() >= data.near_zoom) return 12;
      return Math.max(this._radius * growth() + 1.5, 6);
    },
    onAdd: function (at) {
      Symbol.prototype.onAdd.call(this, at);
      // The symbol itself is the one stop of the keyboard.
      if (this._path) this._path.setAttribute("tabindex", "-1");
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
  const targets = new Map();
  const popupRoom = [10, 30];
  function key(properties) {
    return properties.kind + ":" + properties.code;
  }
  function options(spec, properties) {
    const made = Object.assign({}, data.styles[spec.style], data.styles[properties.s]);
    if (properties.fill) made.fillColor = properties.fill;
    if (properties.color) made.color = properties.color;
    for (const name of ["shape", "dx", "dy"]) {
      if (name in properties) made[name] = properties[name];
    }
    made.interactive = Boolean(spec.clickable);
    return made;
  }
  function target(spec, properties) {
    return Object.assign(options(spec, properties), {
      shape: "circle", stroke: false, fill: true, fillColor: "#000", fillOpacity: 0,
      className: "coverage-target",
    });
  }
  function add(spec, asTarget) {
    const Point = asTarget ? Target : Symbol, look = asTarget ? target : options;
    const group = L.geoJSON(spec.data, {
      style: (feature) => look(spec, feature.properties),
      pointToLayer: (feature, at) => new Point(at, look(spec, feature.properties)),
      onEachFeature: (feature, layer) => {
        const known = asTarget ? targets : found;
        if (spec.clickable) known.set(key(feature.properties), layer);
      },
    });
    if (spec.clickable) {
      group.bindTooltip((layer) => box(layer.feature.properties, false),
        {sticky: true, opacity: 1, className: "coverage-tooltip"});
      if (data.popups) {
        group.bindPopup((layer) => box(layer.feature.properties, true),
          {maxWidth: 330, minWidth: 220, autoPanPaddingTopLeft: [50, 10],
            autoPanPaddingBottomRight: popupRoom});
      }
      group.on("click", (event) => {
        group.closeTooltip();
        select(key(event.layer.feature.properties), false);
      });
    }
    group.addTo(map);
  }

  // One thing is selected at a time, by a click or by the page. What the page selects
  // is gone to, once; `place` says where it is if it is not drawn.
  let ring = null, ringed = null;
  const STAY_MS = 6000, DROPPED = "coverage-dropped";
  // The page may draw the map in a new frame, so the browser's tab remembers it.
  function lastDrop() {
    try {
      return Number(window.sessionStorage.getItem(DROPPED));
    } catch (error) {
      return 0;
    }
  }
  function select(wanted, show, place) {
    const again = wanted === map.coveragePicked;
    map.coveragePicked = wanted;
    map.fire("coveragepick");
    if (ring) ring.remove();
    ring = ringed = null;
    const layer = found.get(wanted);
    if (!layer && !place) return;
    const style = Object.assign({}, data.styles.selected, {interactive: false});
    if (layer && !layer.getLatLng) {
      ring = L.geoJSON(layer.toGeoJSON(), {style: style}).addTo(map);
      if (show && !again) {
        map.fitBounds(layer.getBounds(), Object.assign(padding(), {maxZoom: 13}));
      }
      return;
    }
    ringed = layer;
    const at = layer ? layer.getLatLng() : L.latLng(place);
    const own = layer ? layer.options : {radius: 4};
    ring = new Symbol(at, Object.assign(style, {
      dx: own.dx, dy: own.dy, radius: own.radius + 5,
    })).addTo(map);
    // What the planner has just dropped there he sees already.
    if (!show || again || Date.now() - lastDrop() < STAY_MS) return;
    const near = map.getZoom() >= data.near_zoom;
    if (!near || !map.getBounds().pad(-0.1).contains(at)) {
      // A view of the map's own making, which need not be kept.
      map.coverageGoes = true;
      map.setView(at, Math.max(map.getZoom(), data.near_zoom), {animate: false});
      map.coverageGoes = false;
    }
  }
  map.coverageSelect = select;

  // Zoomed in, providers that would lie on a village or on each other move aside, a
  // sunflower's seeds around their place, so that each can be seen and clicked.
  const TURN = Math.PI * (3 - Math.sqrt(5)), MOST_SEEDS = 90;
  function spread() {
    const near = map.getZoom() >= data.near_zoom, gap = 12 * growth();
    const taken = new Map();
    function cell(x, y) {
      return Math.floor(x / gap) + ":" + Math.floor(y / gap);
    }
    function take(x, y) {
      const name = cell(x, y);
      if (!taken.has(name)) taken.set(name, []);
      taken.get(name).push([x, y]);
    }
    function free(x, y) {
      for (const i of [-gap, 0, gap]) {
        for (const j of [-gap, 0, gap]) {
          const others = taken.get(cell(x + i, y + j)) || [];
          if (others.some((o) => Math.hypot(o[0] - x, o[1] - y) < gap)) return false;
        }
      }
      return true;
    }
    const movable = [];
    found.forEach((layer, name) => {
      if (!layer.getLatLng) return;
      if (!/^(base|commissioner):/.test(name)) {
        const p = map.latLngToLayerPoint(layer.getLatLng());
        if (near) take(p.x, p.y);
      } else {
        movable.push([layer, targets.get(name)]);
      }
    });
    // Bases keep their place before people do.
    movable.sort((a, b) => a[0].feature.properties.kind < b[0].feature.properties.kind ?
      -1 : Number(a[0].feature.properties.kind > b[0].feature.properties.kind));
    movable.forEach(([layer, area]) => {
      const given = layer.feature.properties;
      let dx = given.dx || 0, dy = given.dy || 0;
      if (near) {
        const p = map.latLngToLayerPoint(layer.getLatLng());
        for (let n = 0; n < MOST_SEEDS; n++) {
          dx = 0.6 * gap * Math.sqrt(n) * Math.cos(n * TURN);
          dy = 0.6 * gap * Math.sqrt(n) * Math.sin(n * TURN);
          if (free(p.x + dx, p.y + dy)) break;
        }
        take(p.x + dx, p.y + dy);
      }
      for (const one of [layer, area, layer === ringed ? ring : null]) {
        if (one) Object.assign(one.options, {dx: dx, dy: dy});
        if (one) one.redraw();
      }
    });
  }

  // Names: the most important first; one that would lie on another waits for a zoom.
  const names = [];
  function write(label) {
    const span = element("span", "coverage-name coverage-" + label.level, label.text);
    const icon = L.divIcon({className: "coverage-anchor", html: span, iconSize: [0, 0]});
    L.marker(label.at, {
      icon: icon, interactive: false, keyboard: false,
      pane: label.level === "township" ? "coverage-names" : "coverage-counties",
    }).addTo(map);
    names.push({at: L.latLng(label.at), span: span, level: label.level});
  }
  // A township's name stands in its middle, or a little aside where fewer symbols are.
  const ASIDE = [0, -16, 16, -26, 26].map((dy) => [0, dy]);
  // A number stands on its symbol, or beside it where many crowd.
  const AROUND = [[0, 0], [0, -14], [0, 14], [-14, 0], [14, 0], [-12, -12], [12, -12],
    [-12, 12], [12, 12], [0, -26], [0, 26], [-26, 0], [26, 0]];
  const PLACES = {township: ASIDE, site: AROUND, moved: AROUND};
  function symbolPlaces() {
    const places = [];
    found.forEach((layer) => {
      if (!layer.getLatLng) return;
      const p = map.latLngToLayerPoint(layer.getLatLng());
      places.push([p.x + (layer.options.dx || 0), p.y + (layer.options.dy || 0)]);
    });
    return places;
  }
  function arrange() {
    const taken = [], places = symbolPlaces();
    const steps = map.getZoom() - firstZoom;
    names.forEach((name) => {
      const fixed = name.level !== "township";
      if (name.level === "number") return;
      name.span.style.display = "none";
      if (!fixed && steps < data.township_steps) return;
      name.span.style.display = "";
      const w = name.span.offsetWidth / 2 + 2, h = name.span.offsetHeight / 2;
      const p = map.latLngToLayerPoint(name.at);
      const around = PLACES[name.level] || [[0, 0]];
      const hidden = (dy) => places.filter((o) => Math.abs(o[0] - p.x) < w + 5 &&
        Math.abs(o[1] - p.y - dy) < h + 4).length;
      const free = (dx, dy) => taken.every((o) => Math.abs(o.x - p.x - dx) > o.w + w ||
        Math.abs(o.y - p.y - dy) > o.h + h);
      let best = null;
      for (const [dx, dy] of around) {
        if (!free(dx, dy)) continue;
        const cost = fixed ? 0 : hidden(dy);
        if (!best || cost < best.cost) best = {dx: dx, dy: dy, cost: cost};
        if (!cost) break;
      }
      name.span.style.display = best ? "" : "none";
      if (!best) return;
      name.span.style.top = best.dy + "px";
      name.span.style.left = best.dx + "px";
      taken.push({x: p.x + best.dx, y: p.y + best.dy, w: w, h: h});
    });
  }

  function swatch(entry) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", 22);
    svg.setAttribute("height", 16);
    svg.setAttribute("aria-hidden", "true");
    const style = options(entry, entry);
    const path = document.createElementNS(SVG, "path");
    if (entry.shape === "line") {
      path.setAttribute("d", "M1,8H21");
      path.setAttribute("stroke", style.color);
      path.setAttribute("stroke-width", style.weight);
      path.setAttribute("stroke-opacity", style.opacity || 1);
      if (style.dashArray) path.setAttribute("stroke-dasharray", style.dashArray);
      svg.appendChild(path);
      return svg;
    }
    const r = entry.shape === "area" ? 6 : Math.min(style.radius, 6);
    path.setAttribute("d", outline(entry.shape, 11, 8, r));
    path.setAttribute("fill", style.fillColor);
    path.setAttribute("stroke", entry.shape === "area" ? data.styles.border.color : style.color);
    path.setAttribute("stroke-width", entry.shape === "area" ? 0.6 : style.weight);
    svg.appendChild(path);
    return svg;
  }
  function entryRow(entry) {
    const row = element("div", "coverage-entry");
    row.appendChild(swatch(entry));
    row.appendChild(element("span", "", entry.text));
    return row;
  }
  // A small map has room for one line of symbols only.
  function strip() {
    const made = element("div", "coverage-strip");
    data.legend.forEach((section) => {
      made.appendChild(element("b", "", section.title));
      section.entries.forEach((entry) => made.appendChild(entryRow(entry)));
    });
    return made;
  }
  function sectionBox(section) {
    const made = element("div");
    if (section.title) made.appendChild(element("h4", "", section.title));
    section.entries.forEach((entry) => made.appendChild(entryRow(entry)));
    (section.notes || []).forEach((note) => made.appendChild(element("p", "", note)));
    return made;
  }
  function legend() {
    const made = element("details", "coverage-legend");
    made.open = map.getSize().x > 640;
    made.appendChild(element("summary", "", words.legend));
    // What is drawn over the map later is told first.
    made.appendChild(element("div", "coverage-over"));
    data.legend.forEach((section) => made.appendChild(sectionBox(section)));
    L.DomEvent.disableClickPropagation(made).disableScrollPropagation(made);
    return made;
  }

  // The whole scope, and no way to get lost beside it or far below it.
  function padding() {
    return {
      paddingTopLeft: [14, data.banner ? 44 : 14], paddingBottomRight: [14 + side, 22 + below],
      animate: false,
    };
  }
  function whole() {
    map.fitBounds(data.bounds, Object.assign(padding(), {maxZoom: 14}));
  }
  function wholeButton() {
    const bar = element("div", "leaflet-bar");
    const made = bar.appendChild(element("a", "coverage-whole", words.whole));
    made.href = "#";
    made.setAttribute("role", "button");
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.on(made, "click", (event) => {
      L.DomEvent.preventDefault(event);
      whole();
    });
    return bar;
  }
  function put(position, make) {
    const control = L.control({position: position});
    control.onAdd = make;
    return control.addTo(map).getContainer();
  }
  // The legend ends above the line at the lower right, and popups open beside it.
  function fitLegend(box) {
    const line = map.attributionControl.getContainer().offsetHeight;
    box.style.maxHeight = Math.max(map.getSize().y - line - 26, 60) + "px";
    const width = box.open ? box.offsetWidth : 0;
    popupRoom[0] = map.getSize().x > 3 * width ? width + 20 : 10;
    return map.getSize().x > 3 * width ? width : 0;
  }

  let side = 0, below = 0;
  function furnish() {
    for (const name in data.panes) {
      map.createPane("coverage-" + name).style.zIndex = data.panes[name];
    }
    map.createPane("coverage-names").style.zIndex = 420;
    map.createPane("coverage-symbols").style.zIndex = 440;
    map.createPane("coverage-counties").style.zIndex = 460;
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", words.label);
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(element("i", "", data.attribution).innerHTML);
    L.control.scale({imperial: false}).addTo(map);
    if (data.banner) {
      const banner = element("div", "coverage-banner", data.banner);
      banner.setAttribute("role", "note");
      map.getContainer().appendChild(banner);
    }
    if (data.quiet) {
      below = put("bottomleft", strip).offsetHeight + 14;
      return;
    }
    L.control.zoom({zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out}).addTo(map);
    put("topleft", wholeButton);
    const box = put("topright", legend);
    side = fitLegend(box);
    // On a narrow map the line takes several rows, and hides what is under them.
    below = Math.max(map.attributionControl.getContainer().offsetHeight - 16, 0);
    box.addEventListener("toggle", () => fitLegend(box));
    map.on("resize", () => fitLegend(box));
    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", words.close);
    });
  }
  function limit() {
    const zoom = map.getBoundsZoom(data.bounds);
    if (Number.isFinite(zoom)) map.setMinZoom(Math.max(Math.min(zoom, 14) - 1, 0));
  }

  furnish();
  whole();
  firstZoom = map.getZoom();
  limit();
  map.setMaxZoom(data.most_zoom);
  map.setMaxBounds(L.latLngBounds(data.bounds).pad(1));
  const others = data.layers.filter((spec) => !spec.pane);
  const isPoints = (spec) => spec.clickable && "radius" in data.styles[spec.style];
  others.filter((spec) => !isPoints(spec)).forEach((spec) => add(spec, false));
  others.filter(isPoints).forEach((spec) => add(spec, true));
  others.filter(isPoints).forEach((spec) => add(spec, false));
  // What the other scripts need of this one.
  map.coverage = {
    box: box, dropped: DROPPED, element: element, found: found, key: key,
    options: options, padding: padding, put: put, sectionBox: sectionBox,
    Symbol: Symbol, targets: targets,
  };
  data.labels.forEach(write);
  map.on("resize", limit);
  map.on("zoomend", () => {
    spread();
    arrange();
  });
  spread();
  arrange();
  select(data.selected, true);
}
