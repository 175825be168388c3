// In the page: three.js shows the points of a file of KITTI's form, as quickly as a page of few lines can.

import * as THREE from "three";

document.querySelector("button").addEventListener("click", async () => {
  const from = performance.now();
  const response = await fetch(new URLSearchParams(location.search).get("file"));
  const numbers = new Float32Array(await response.arrayBuffer());
  // x, y, z and an intensity from 0 to 1 of each point.
  const buffer = new THREE.InterleavedBuffer(numbers, 4);
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.InterleavedBufferAttribute(buffer, 3, 0));
  const material = new THREE.PointsMaterial({ size: 2, sizeAttenuation: false });
  const points = new THREE.Points(geometry, material);
  points.frustumCulled = false;
  const scene = new THREE.Scene();
  scene.add(points);
  const canvas = document.querySelector("canvas");
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: false, alpha: false });
  renderer.setSize(canvas.width, canvas.height, false);
  const camera = new THREE.PerspectiveCamera(50, canvas.width / canvas.height, 0.5, 1000);
  camera.up.set(0, 0, 1);
  camera.position.set(0, -37, 26);
  camera.lookAt(0, 0, 1);
  renderer.render(scene, camera);
  const gl = renderer.getContext();
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  globalThis.firstPicture = performance.now() - from;
});
