// The outlines of all symbols, on the map, in its legend and over it. Runs first.
function (map) {
  "use strict";
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
    house: [[-1.15, -0.1], [0, -1.2], [1.15, -0.1], [0.85, -0.1], [0.85, 1],
      [-0.85, 1], [-0.85, -0.1]],
  };
  function disc(x, y, r) {
    return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
  }
  function outline(shape, x, y, r) {
    if (shape === "person") {
      // Head and shoulders touch, so that the middle can be clicked too.
      const w = 0.98 * r;
      return disc(x, y - 0.58 * r, 0.52 * r) +
        `M${x - w},${y + r}a${w},${w} 0 0,1 ${2 * w},0Z`;
    }
    if (shape === "moon") {
      const horns = [x + 0.3 * r, y - r, x + r, y + 0.45 * r];
      return `M${horns[0]},${horns[1]}A${r},${r} 0 1,0 ${horns[2]},${horns[3]}` +
        `A${0.85 * r},${0.85 * r} 0 0,1 ${horns[0]},${horns[1]}Z`;
    }
    const points = CORNERS[shape];
    if (!points) return disc(x, y, r);
    return "M" + points.map(([dx, dy]) => `${x + r * dx},${y + r * dy}`).join("L") + "Z";
  }
  map.coverageOutline = outline;
}
