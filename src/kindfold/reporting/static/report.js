"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const decode = (text) => new Uint16Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

  filterKinds();
  nameImages();
  drawMap();
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));

  function filterKinds() {
    const input = $("filter");
    if (!input) return;
    const cards = [...document.querySelectorAll(".card")];
    const words = cards.map((card) => [...card.querySelectorAll("h3, .words span[title]")].map((e) => e.textContent.toLowerCase()).join(" "));
    input.closest("label").hidden = false;
    input.addEventListener("input", apply);
    document.addEventListener("click", (e) => {  // a link to a hidden kind shows it first
      if (!input.value || !e.target.closest("a[href^='#kind-']")) return;
      input.value = "";
      apply();
    });

    function apply() {
      const wanted = input.value.trim().toLowerCase();
      cards.forEach((card, i) => { card.hidden = !words[i].includes(wanted); });
      const left = cards.filter((card) => !card.hidden).length;
      $("filter-count").textContent = wanted ? `${left} of ${cards.length}` : "";
    }
  }

  // One tip beside the pointer for every picture of the page and every dot of the map.
  function tell(x, y, source, name, file) {
    const tip = $("tip"), [image, title, note] = tip.children;
    image.hidden = !source;
    if (source) image.src = source.src;
    title.textContent = name;
    note.textContent = file;
    tip.hidden = false;
    tip.style.left = `${clamp(x + 16, 4, Math.max(window.innerWidth - tip.offsetWidth - 20, 4))}px`;
    tip.style.top = `${y + 20 + tip.offsetHeight > window.innerHeight ? Math.max(y - tip.offsetHeight - 12, 4) : y + 20}px`;
  }

  function hush() {
    $("tip").hidden = true;
  }

  function nameImages() {
    document.querySelectorAll("img[data-point]").forEach((image) => {
      image.removeAttribute("title");
      const kind = image.closest(".card")?.querySelector("h3") ?? image.closest("li")?.querySelector("a");
      image.addEventListener("pointermove", (e) => tell(e.clientX, e.clientY, image, kind?.textContent ?? "", image.alt));
      image.addEventListener("pointerleave", hush);
    });
    window.addEventListener("scroll", hush, { passive: true });
  }

  function drawMap() {
    const canvas = $("map-canvas");
    if (!canvas) return;
    const context = canvas.getContext("2d");
    const data = JSON.parse($("map-data").textContent);
    const points = decode(data.points), kinds = decode(data.kinds), n = kinds.length;
    const links = [...document.querySelectorAll(".legend a")];
    const names = links.map((link) => link.querySelector("bdi").textContent);
    const images = new Map(), queue = [];
    collectImages();

    const [left, right] = extent(0), [top, bottom] = extent(1);
    const view = { x: (left + right) / 2, y: (top + bottom) / 2, zoom: 1 };  // the place in the middle of the window
    const unit = { x: 1, y: 1 };  // pixels per side of the map, before zoom
    const margin = 42, drop = 20;  // room for the pictures above the topmost dots
    let width = 0, height = 0, lit = -1, frame = 0, placed = [];
    const size = () => (width > 600 ? 54 : 38);
    const toX = (i) => (points[2 * i] / 65535 - view.x) * unit.x * view.zoom + width / 2;
    const toY = (i) => (points[2 * i + 1] / 65535 - view.y) * unit.y * view.zoom + height / 2 + drop;

    function extent(axis) {
      let low = 65535, high = 0;
      for (let i = axis; i < points.length; i += 2) { low = Math.min(low, points[i]); high = Math.max(high, points[i]); }
      return [low / 65535, Math.max(high, low + 1) / 65535];
    }

    // Typical pictures of all kinds come first, so that at any zoom every kind has its turn.
    function collectImages() {
      document.querySelectorAll("img[data-point]").forEach((image) => {
        const i = Number(image.dataset.point);
        if (i < 0 || images.has(i)) return;
        images.set(i, image);
        queue.push([[...image.parentNode.children].indexOf(image) + (image.closest(".mosaic") ? 0 : 100), queue.length, i]);
      });
      queue.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    }

    function resize() {
      const ratio = window.devicePixelRatio || 1;
      width = canvas.clientWidth; height = canvas.clientHeight;
      canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      fit();
      redraw();
    }

    // The axes of such a map have no unit, so that one may be stretched against the other, within reason.
    function fit() {
      const across = (width - 2 * margin) / (right - left), down = (height - 2 * margin) / (bottom - top);
      unit.x = Math.min(across, 1.6 * down);
      unit.y = Math.min(down, 1.6 * across);
    }

    function redraw() {
      if (!frame) frame = requestAnimationFrame(draw);
    }

    function draw() {
      frame = 0; placed = [];
      context.clearRect(0, 0, width, height);
      const radius = clamp(Math.sqrt(width * height / n) / 7, 0.8, 4) * Math.min(Math.sqrt(view.zoom), 2.5);
      if (lit >= 0) drawDots(radius, false, getComputedStyle(document.body).getPropertyValue("--line"));
      context.globalAlpha = n > 20000 ? 0.55 : 0.8;
      drawDots(radius, true);
      context.globalAlpha = 1;
      if ($("map-pictures").checked) drawImages();
    }

    // What is not lit lies beneath what is, in one pale colour.
    function drawDots(radius, bright, pale) {
      for (let i = 0; i < n; i++) {
        if ((lit < 0 || kinds[i] === lit) !== bright) continue;
        const x = toX(i), y = toY(i);
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue;
        context.fillStyle = pale ?? data.colours[kinds[i]];
        if (radius < 1.6) { context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius); continue; }
        context.beginPath(); context.arc(x, y, radius, 0, 7); context.fill();
      }
    }

    function drawImages() {
      const side = size();
      for (const [, , i] of queue) {
        const image = images.get(i), x = toX(i) - side / 2, y = toY(i) - side - 6;  // above its dot
        if (lit >= 0 && kinds[i] !== lit) continue;
        if (x < -side || y < -side || x > width || y > height || !image.naturalWidth) continue;
        if (placed.some((p) => Math.abs(p.x - x) < side + 5 && Math.abs(p.y - y) < side + 5)) continue;
        placed.push({ x, y, i });
        const crop = Math.min(image.naturalWidth, image.naturalHeight);
        context.save();
        context.fillStyle = data.colours[kinds[i]];
        context.beginPath(); context.roundRect(x - 2, y - 2, side + 4, side + 4, 8); context.fill();
        context.beginPath(); context.roundRect(x, y, side, side, 6); context.clip();
        context.drawImage(image, (image.naturalWidth - crop) / 2, (image.naturalHeight - crop) / 2, crop, crop, x, y, side, side);
        context.restore();
      }
    }

    function pick(x, y) {
      const side = size();
      const shown = placed.find((p) => x >= p.x && y >= p.y && x <= p.x + side && y <= p.y + side);
      if (shown) return shown.i;
      let best = -1, least = 144;
      for (let i = 0; i < n; i++) {
        const gap = (toX(i) - x) ** 2 + (toY(i) - y) ** 2;
        if (gap < least && (lit < 0 || kinds[i] === lit)) { least = gap; best = i; }
      }
      return best;
    }

    function point(e) {
      const i = pick(e.offsetX, e.offsetY);
      canvas.style.cursor = i < 0 ? "grab" : "pointer";
      if (i < 0) hush();
      else tell(e.clientX, e.clientY, images.get(i), names[kinds[i]], data.ids[i]);
    }

    function zoom(factor, x = width / 2, y = height / 2 + drop) {
      const before = view.zoom;
      view.zoom = clamp(view.zoom * factor, 1, 64);
      const shift = 1 / before - 1 / view.zoom;
      move((x - width / 2) / unit.x * shift, (y - height / 2 - drop) / unit.y * shift);
    }

    function move(dx, dy) {
      const rim = 0.5 / view.zoom;  // the window stays over the dots
      view.x = clamp(view.x + dx, left + (right - left) * rim, right - (right - left) * rim);
      view.y = clamp(view.y + dy, top + (bottom - top) * rim, bottom - (bottom - top) * rim);
      hush();
      redraw();
    }

    function light(kind) {
      lit = kind;
      redraw();
    }

    let held = null;  // where the pointer went down, until it is released
    canvas.addEventListener("pointerdown", (e) => { held = { x: e.offsetX, y: e.offsetY, moved: false }; });
    canvas.addEventListener("pointermove", (e) => {
      if (!held) { point(e); return; }
      const dx = e.offsetX - held.x, dy = e.offsetY - held.y;
      if (!held.moved && Math.hypot(dx, dy) < 5) return;
      if (!held.moved) canvas.setPointerCapture(e.pointerId);
      held = { x: e.offsetX, y: e.offsetY, moved: true };
      move(-dx / unit.x / view.zoom, -dy / unit.y / view.zoom);
    });
    canvas.addEventListener("pointerup", (e) => {
      const i = held && !held.moved ? pick(e.offsetX, e.offsetY) : -1;
      held = null;
      if (i >= 0 && e.pointerType === "mouse") links[kinds[i]].click();
      else if (i >= 0) point(e);  // a finger cannot hover: a touch tells, the legend leads
    });
    canvas.addEventListener("pointercancel", () => { held = null; });
    canvas.addEventListener("pointerleave", hush);
    canvas.addEventListener("wheel", (e) => {
      if (!e.ctrlKey && !e.metaKey) return;  // a plain wheel scrolls the page
      e.preventDefault();
      zoom(Math.exp(-e.deltaY / 300), e.offsetX, e.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (e) => {
      const step = 60 / view.zoom;
      const act = { "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": () => zoom(0),
        ArrowLeft: () => move(-step / unit.x, 0), ArrowRight: () => move(step / unit.x, 0),
        ArrowUp: () => move(0, -step / unit.y), ArrowDown: () => move(0, step / unit.y) }[e.key];
      if (!act) return;
      e.preventDefault();
      act();
    });
    links.forEach((link, kind) => {
      for (const event of ["pointerenter", "focus"]) link.addEventListener(event, () => light(kind));
      for (const event of ["pointerleave", "blur"]) link.addEventListener(event, () => light(-1));
    });
    $("map-in").addEventListener("click", () => zoom(1.6));
    $("map-out").addEventListener("click", () => zoom(1 / 1.6));
    $("map-all").addEventListener("click", () => zoom(0));
    $("map-pictures").addEventListener("change", redraw);
    $("map-tools").hidden = false;
    $("map-pictures").closest("label").hidden = images.size === 0;
    new ResizeObserver(resize).observe(canvas);
    window.addEventListener("load", redraw);
  }
})();
