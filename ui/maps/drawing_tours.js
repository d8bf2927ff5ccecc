// Draws the ways of days out, laid over the map: each day a little aside of the others
// and on the right of its own way back, with arrows and numbered stops. Runs after
// drawing_lines.js.
function (map, data) {
  "use strict";
  const parts = map.coverage, style = data.styles.route;
  const FIRST_PX = 2, STEP_PX = 3.5, ARROW_PX = 5.5, APART_PX = 95;
  // Across a tour: from here on all its stops are told, and it has its full size.
  const NUMBERS_PX = 45, WHOLE_PX = 200;

  function across(bounds) {
    const corner = map.latLngToLayerPoint(bounds.getNorthWest());
    return corner.distanceTo(map.latLngToLayerPoint(bounds.getSouthEast()));
  }
  // Unit vector of a step, and the way to its right (pixels grow downward).
  function heading(a, b) {
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    return length ? {x: (b.x - a.x) / length, y: (b.y - a.y) / length} : null;
  }
  // A course moved to its right by so many pixels; where it turns round it goes across.
  function aside(points, px) {
    const course = points.filter((p, i) => !i || heading(points[i - 1], p));
    return course.flatMap((p, i) => {
      const into = i ? heading(course[i - 1], p) : null;
      const out = i + 1 < course.length ? heading(p, course[i + 1]) : null;
      const by = (x, y) => L.point(p.x - y * px, p.y + x * px);
      if (!into || !out) {
        const way = into || out;
        return way ? [by(way.x, way.y)] : [p];
      }
      const x = (into.x + out.x) / 2, y = (into.y + out.y) / 2, square = x * x + y * y;
      return square < 0.3 ? [by(into.x, into.y), by(out.x, out.y)] :
        [by(x / square, y / square)];
    });
  }
  function arrow(tip, way, px) {
    const back = {x: tip.x - way.x * px * 1.7, y: tip.y - way.y * px * 1.7};
    const left = `${back.x - way.y * px},${back.y + way.x * px}`;
    const right = `${back.x + way.y * px},${back.y - way.x * px}`;
    return `M${tip.x},${tip.y}L${left}L${right}Z`;
  }
  function arrows(points, px) {
    const lengths = points.map((p, i) => i ? p.distanceTo(points[i - 1]) : 0);
    const total = lengths.reduce((sum, one) => sum + one, 0);
    const count = Math.max(Math.round(total / APART_PX), 1), made = [];
    let gone = 0, next = total / count / 2;
    for (let i = 1; i < points.length; i++) {
      while (made.length < count && next <= gone + lengths[i]) {
        const way = heading(points[i - 1], points[i]);
        const part = way ? (next - gone) / lengths[i] : 0;
        if (way) {
          made.push(arrow({
            x: points[i - 1].x + part * (points[i].x - points[i - 1].x),
            y: points[i - 1].y + part * (points[i].y - points[i - 1].y),
          }, way, px));
        }
        next += total / count;
      }
      gone += lengths[i];
    }
    return made.join("");
  }
  const Course = L.Polyline.extend({
    _updatePath: function () {
      const size = Math.min(across(this.getBounds()) / WHOLE_PX, 1);
      const course = (points) => "M" + points.map((p) => `${p.x},${p.y}`).join("L");
      const drawn = this._parts.map((points) => {
        const moved = aside(points, this.options.aside * size);
        return this.options.heads ? arrows(moved, ARROW_PX * size) : course(moved);
      }).join("");
      this._renderer._setPath(this, drawn || "M0 0");
    },
  });

  map.createPane("coverage-stops").style.zIndex = 465;
  function number(at, text, color, own) {
    const span = parts.element("span", "coverage-name coverage-stop", text);
    span.style.background = color;
    L.marker(at, {
      icon: L.divIcon({className: "coverage-anchor", html: span, iconSize: [0, 0]}),
      interactive: false, keyboard: false, pane: "coverage-stops",
    }).addTo(own);
    return span;
  }
  parts.tours = function (tours, own) {
    const look = (tour, more) => Object.assign({}, style, {
      color: tour.color, aside: FIRST_PX + STEP_PX * tour.step, noClip: true,
      interactive: false, pane: "coverage-route", weight: 3,
    }, more);
    const draw = (more) => tours.forEach((tour) =>
      new Course(tour.line, look(tour, more)).addTo(own));
    draw({color: "#fff", weight: 6, opacity: 0.9});
    draw({});
    draw({heads: true, fill: true, fillOpacity: 1, stroke: true, weight: 0.8});
    // The first stop lies on top where several are near.
    const stops = tours.map((tour) => [L.latLngBounds(tour.line), tour.stops.map(
      (at, place) => [at, String(place + 1)]
    ).reverse().map(([at, text]) => number(at, text, tour.color, own))]);
    // From afar the first stop alone says where a tour is.
    const tell = () => stops.forEach(([bounds, spans]) => spans.forEach((span, at) => {
      const few = across(bounds) < NUMBERS_PX && at < spans.length - 1;
      span.style.display = few ? "none" : "";
    }));
    tell();
    map.on("zoomend", tell);
    own.on("remove", () => map.off("zoomend", tell));
  };
}
