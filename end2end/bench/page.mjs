// In the page: draws with both and takes the time.

import * as THREE from "three";
import { street } from "/street.mjs";
import init, { Frames } from "/frames/frames.js";

const [WIDTH, HEIGHT] = [1000, 700];
const [ROUNDS, FRAMES] = [9, 8];
const STEP = Math.PI / 360;
const TARGET = [0, 0, 1];
const DISTANCE = 45;

/** Waits for what was drawn. */
function finish(gl) {
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

function ours(canvas, { positions, intensity }) {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: false });
  const frames = new Frames(gl, new Float64Array([WIDTH, HEIGHT]), positions, intensity);
  return { gl, frames };
}

function three(canvas, { positions, intensity }) {
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: false, alpha: false });
  renderer.setSize(WIDTH, HEIGHT, false);
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(positions, 3));
  const colors = new Uint8Array(intensity.length * 3);
  for (let point = 0; point < intensity.length; point++) colors.fill(intensity[point] >> 8, point * 3, point * 3 + 3);
  geometry.setAttribute("color", new THREE.BufferAttribute(colors, 3, true));
  const material = new THREE.PointsMaterial({ size: 2, sizeAttenuation: false, vertexColors: true });
  const scene = new THREE.Scene();
  const points = new THREE.Points(geometry, material);
  points.frustumCulled = false;
  scene.add(points);
  const camera = new THREE.PerspectiveCamera(50, WIDTH / HEIGHT, 0.5, 1000);
  camera.up.set(0, 0, 1);
  const look = (yaw) => {
    const [level, up] = [Math.cos(0.6), Math.sin(0.6)];
    camera.position.set(
      TARGET[0] + Math.sin(yaw) * level * DISTANCE,
      TARGET[1] - Math.cos(yaw) * level * DISTANCE,
      TARGET[2] + up * DISTANCE,
    );
    camera.lookAt(...TARGET);
    renderer.render(scene, camera);
  };
  return { gl: renderer.getContext(), look };
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

globalThis.measure = async (count) => {
  await init({ module_or_path: "/frames/frames_bg.wasm" });
  const cloud = street(count);
  const mine = ours(document.getElementById("ours"), cloud);
  const theirs = three(document.getElementById("three"), cloud);
  // The look at rest takes frames of its own; the page's clock stands in for the display's.
  let clock = 0;
  const draw = (yaw, moving, all) => {
    mine.frames.look_at(...TARGET, DISTANCE, yaw);
    return mine.frames.render((clock += 16), moving, all);
  };
  const whole = (yaw, all) => {
    const drawn = draw(yaw, false, all);
    mine.frames.settle();
    return drawn;
  };
  const rows = [
    { key: "three", what: "three.js Points, squares of 2 px", gl: theirs.gl, drawn: count, frame: (yaw) => theirs.look(yaw) },
    {
      key: "alike", what: "ours alike: all points, 2 px, no lighting or grid", gl: mine.gl,
      set: () => mine.frames.set_look(false, false, 2),
      frame: (yaw) => whole(yaw, true),
    },
    {
      key: "moving", what: "ours moving as on the page: grid, no lighting", gl: mine.gl,
      set: () => mine.frames.set_look(true, true, 0),
      frame: (yaw) => draw(yaw, true, false),
    },
    {
      key: "bare", what: "ours moving without the grid", gl: mine.gl,
      set: () => mine.frames.set_look(true, false, 0),
      frame: (yaw) => draw(yaw, true, false),
    },
    {
      key: "resting", what: "ours resting: round, grid, eye-dome lighting", gl: mine.gl,
      set: () => mine.frames.set_look(true, true, 0),
      frame: (yaw) => whole(yaw, false),
    },
  ];
  let yaw = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const row of rows) {
      row.set?.();
      row.times ??= [];
      // The first of each turn pays for what the others left behind.
      for (let frame = 0; frame <= FRAMES; frame++) {
        yaw += STEP;
        const from = performance.now();
        const drawn = row.frame(yaw);
        finish(row.gl);
        const taken = performance.now() - from;
        if (drawn) row.drawn = drawn;
        if (round > 0 && frame > 0) row.times.push(taken);
      }
    }
  }
  const told = mine.gl.getExtension("WEBGL_debug_renderer_info");
  return {
    points: count,
    width: WIDTH,
    height: HEIGHT,
    renderer: mine.gl.getParameter(told.UNMASKED_RENDERER_WEBGL),
    rows: rows.map(({ key, what, drawn, times }) => ({ key, what, drawn: drawn ?? count, ms: median(times) })),
  };
};
