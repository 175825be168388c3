// The cloud that point clouds are measured with.

/** A street of 160 m with houses, trees and cars, seen by no lidar; the same points each time. */
export function street(count) {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const positions = new Float32Array(count * 3);
  const intensity = new Uint16Array(count);
  for (let point = 0; point < count; point++) {
    const kind = random();
    const [a, b] = [random(), random()];
    let place;
    if (kind < 0.55) place = [(a - 0.5) * 160, (b - 0.5) * 60, random() * 0.03];
    else if (kind < 0.8) place = [(a - 0.5) * 160, kind < 0.68 ? 30 : -30, b * 12];
    else {
      const [x, y] = [Math.floor(a * 20) * 8 - 76, kind < 0.9 ? -8 : 9];
      const [turn, height] = [b * 2 * Math.PI, random()];
      const radius = kind < 0.9 ? 1 : 1.5 * Math.sin(height * Math.PI);
      place = [x + Math.cos(turn) * radius, y + Math.sin(turn) * radius, height * (kind < 0.9 ? 1.5 : 7)];
    }
    positions.set(place, point * 3);
    intensity[point] = random() * 40000 + (kind < 0.55 ? 0 : 25000);
  }
  return { positions, intensity };
}
