
"use strict";
// The cursor, the views and the connectors. All text is in the page already; the data are numbers and sigla.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const [said, dock, tally, choice, main, help] = ["said", "dock", "tally", "pair", "main", "help"].map(byId);
  const VIEWS = ["facing", "rows", "merged"];
  const narrow = matchMedia("(max-width: 56rem)");
  const LINE = { left: 0, right: 1, reuse: 2, score: 3, moved: 4, bundle: 5, conflicts: 6 };
  const strong = (link) => link[LINE.reuse] !== "related";

  let view = "facing", pair = 0, side = 0, hovered = null, queued = false;
  const cursors = data.versions.map(() => 0); // for each version the sentence that the cursor is or was on
  const trail = [];
  let round = null; // the partners that Enter goes through
  if (!data.pairs.length) return;
  root.classList.add("js");

  // Positions

  const known = new Map();
  const area = () => (view === "merged" ? byId("merged") : document.querySelector(`#${view} .pair[data-pair="${pair}"]`));
  const paneOf = (at) => area().children[at ? 2 : 0]; // the gutter is between them
  const version = (at = side) => data.pairs[pair].versions[at];
  /** The passages of one side of what is shown, in order, and where each sentence (or telling) is. */
  function index(at = side) {
    const key = view === "merged" ? view : `${view} ${pair} ${at}`;
    if (!known.has(key)) {
      const found = area().querySelectorAll(view === "merged" ? ".t" : `[data-side="${at}"] .s`);
      const all = [...found], of = new Map();
      all.forEach((passage, n) => keys(passage).forEach((k) => of.set(k, n)));
      known.set(key, { all, of });
    }
    return known.get(key);
  }
  const keys = (passage) => (passage.dataset.s ?? passage.dataset.t).split(" ").map(Number);
  const telling = new Map();
  data.tellings.forEach((told, n) => told.forEach((own, v) => own.forEach((s) => telling.set(`${v} ${s}`, n))));
  const tellingAt = () => telling.get(`${version()} ${cursors[version()]}`) ?? 0;
  const here = () => index().of.get(view === "merged" ? tellingAt() : cursors[version()]) ?? 0;
  const current = () => index().all[here()];
  const byPair = data.pairs.map(() => null);
  /** For each side and sentence of the pair, its links: strong ones first, better ones first. */
  function linksOf(at, sentence) {
    byPair[pair] ??= [0, 1].map((which) => {
      const found = new Map();
      for (const link of data.pairs[pair].links)
        for (const s of link[which]) found.set(s, [...(found.get(s) ?? []), link]);
      for (const own of found.values()) own.sort((a, b) => strong(b) - strong(a) || b[LINE.score] - a[LINE.score]);
      return found;
    });
    return byPair[pair][at].get(sentence) ?? [];
  }
  const passageOf = (at, sentence) => index(at).all[index(at).of.get(sentence)];
  const paragraph = (v, sentence) => data.versions[v].paragraphs[sentence];

  // Highlighting

  const lit = [], bars = []; // what is highlighted: searching a long page for it would be noticeable at each key
  function clear() {
    for (const passage of lit.splice(0)) {
      passage.classList.remove("lit", "cursor", "near");
      passage.removeAttribute("aria-current");
      passage.tabIndex = -1;
    }
    for (const bar of bars.splice(0)) bar.remove();
  }
  function light(passage, ...kinds) {
    passage.classList.add("lit", ...kinds);
    lit.push(passage);
    const holder = passage.closest(".k, .m");
    const rects = passage.getClientRects();
    if (!rects.length) return;
    const box = holder.getBoundingClientRect(), bar = document.createElement("span");
    bar.className = `bar ${kinds.join(" ")}`;
    bar.style.top = `${rects[0].top - box.top}px`;
    bar.style.height = `${rects[rects.length - 1].bottom - rects[0].top}px`;
    if (view === "merged") bar.style.left = `${parseFloat(getComputedStyle(holder).paddingLeft) - 12}px`;
    holder.append(bar);
    bars.push(bar);
  }
  function partners(at, sentence) {
    const links = linksOf(at, sentence), best = links.filter(strong);
    return (best.length ? best : links).flatMap((link) => link[1 - at].map((s) => [s, strong(link)]));
  }
  /** Show the cursor where it is, what belongs to it, and say in words what it is. */
  function draw({ focus = true, scroll = "least" } = {}) {
    clear();
    const passage = current();
    if (!passage) return;
    if (view === "facing") [0, 1].forEach((at) => paneOf(at).classList.toggle("front", at === side));
    reveal(passage, scroll);
    if (view === "merged") {
      light(passage, "cursor");
      for (const own of passage.closest(".part").querySelectorAll(`.apart[data-of="${keys(passage)[0]}"]`)) {
        own.classList.add("lit", "near");
        lit.push(own);
      }
    } else {
      light(passage, "cursor");
      if (view === "facing") follow(passage, scroll);
      for (const [sentence, whole] of partners(side, cursors[version()])) {
        const partner = passageOf(1 - side, sentence);
        if (partner) light(partner, ...(whole ? [] : ["near"]));
      }
    }
    passage.setAttribute("aria-current", "true");
    passage.tabIndex = 0;
    if (focus) passage.focus({ preventScroll: true });
    said.textContent = status(passage);
    fillDock();
    connect();
  }
  function status(passage) {
    const parts = [];
    if (view === "merged") {
      const told = data.tellings[tellingAt()].map((own, v) => (own.length ? `${data.versions[v].siglum} ${paragraph(v, own[0])}` : ""));
      return `told in ${told.filter(Boolean).join(", ")}`;
    }
    const v = version(), other = version(1 - side), sentence = cursors[v];
    const place = (s) => `${data.versions[other].siglum} ${paragraph(other, s)}`;
    if (passage.classList.contains("fold")) return `${data.versions[v].siglum} ${paragraph(v, sentence)} · ${passage.parentNode.querySelector(".label")?.textContent ?? ""}`;
    const links = linksOf(side, sentence), best = links.filter(strong);
    if (best.length) {
      const link = best[0];
      const where = [...new Set(best.flatMap((one) => one[1 - side].map(place)))].join(", ");
      parts.push(`${link[LINE.reuse]} in ${where}`);
      if (link[LINE.moved]) parts.push("moved");
      const about = [...new Set(best.flatMap((one) => one[LINE.conflicts]))];
      if (about.length) parts.push(`conflict: ${about.join(", ")}`);
      parts.push(link[LINE.score].toFixed(2));
    } else {
      parts.push(`only in ${data.versions[v].siglum}`);
      const where = [...new Set(links.flatMap((one) => one[1 - side].map(place)))];
      if (where.length) parts.push(`related: ${where.join(", ")}`);
    }
    return parts.join(" · ");
  }
  function fillDock() {
    dock.replaceChildren();
    if (view === "facing" && narrow.matches)
      for (const [sentence] of partners(side, cursors[version()])) {
        const partner = passageOf(1 - side, sentence);
        if (!partner) continue;
        const line = document.createElement("p"), siglum = document.createElement("span");
        siglum.className = "siglum";
        siglum.textContent = `${data.versions[version(1 - side)].siglum} ${paragraph(version(1 - side), sentence)} `;
        const copy = partner.cloneNode(true);
        copy.removeAttribute("tabindex");
        copy.removeAttribute("data-s");
        line.className = paneOf(1 - side).classList[1];
        line.lang = partner.closest("[lang]").lang;
        line.append(siglum, copy);
        dock.append(line);
      }
    dock.classList.toggle("full", dock.childElementCount > 0);
  }

  // Scrolling: the cursor's pane as little as needed, the other one so that a partner in order is level with it

  const frame = (passage) => passage.closest(view === "facing" ? ".pane" : ".view");
  function bounds(pane) {
    const box = pane.getBoundingClientRect(), head = pane.querySelector(".head, .heads");
    const top = box.top + (head && head.offsetParent !== null ? head.offsetHeight : 0);
    return { top, bottom: box.bottom, third: top + (box.bottom - top) / 3, margin: Math.min(90, (box.bottom - top) / 5) };
  }
  const own = new WeakMap(); // where we scrolled a pane to: such an event does not come from the reader
  function put(pane, top) {
    pane.scrollTop = top;
    own.set(pane, pane.scrollTop);
  }
  function bring(passage, y) {
    const pane = frame(passage);
    for (let turn = 0; turn < 4; turn++) { // what is laid out only now may be higher than estimated
      const off = passage.getBoundingClientRect().top - y, before = pane.scrollTop;
      if (Math.abs(off) < 1) break;
      put(pane, before + off);
      if (pane.scrollTop === before) break;
    }
  }
  function reveal(passage, how) {
    const box = bounds(frame(passage));
    const rect = () => passage.getBoundingClientRect();
    if (how === "third" && (rect().top < box.top + 4 || rect().bottom > box.bottom - box.margin)) bring(passage, box.third);
    else if (rect().top < box.top + box.margin / 2) bring(passage, box.top + box.margin / 2);
    else if (rect().bottom > box.bottom - box.margin) bring(passage, Math.max(box.top + 12, box.bottom - box.margin - rect().height));
  }
  function follow(passage, how) {
    const link = linksOf(side, cursors[version()])[0];
    if (!link || narrow.matches || how === "still" || (!strong(link) && how !== "level")) return;
    const partner = passageOf(1 - side, link[1 - side][0]);
    if (!partner) return;
    const box = bounds(frame(partner)), rect = partner.getBoundingClientRect();
    const seen = rect.top >= box.top && rect.bottom <= box.bottom;
    if (how === "level" || !link[LINE.moved] || !seen) bring(partner, passage.getBoundingClientRect().top);
  }

  // The connectors

  const SVG = "http://www.w3.org/2000/svg";
  function shape(svg, name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    svg.append(made);
    return made;
  }
  /** The passages of a pane that are on screen, by sentence, with where they stand in the gutter. */
  function visible(at, top, bottom) {
    const pane = paneOf(at), blocks = pane.lastElementChild.children;
    let low = 0, high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].getBoundingClientRect().bottom < top) low = middle + 1;
      else high = middle;
    }
    const seen = new Map();
    for (; low < blocks.length && blocks[low].getBoundingClientRect().top < bottom; low++)
      for (const passage of blocks[low].querySelectorAll(".s")) {
        const rects = passage.getClientRects();
        if (!rects.length || rects[rects.length - 1].bottom < top || rects[0].top > bottom) continue;
        const place = { first: rects[0].top + Math.min(rects[0].height, 26) / 2 - top, top: rects[0].top - top, bottom: rects[rects.length - 1].bottom - top };
        for (const sentence of keys(passage)) seen.set(sentence, place);
      }
    return seen;
  }
  function connect() {
    if (view !== "facing" || narrow.matches) return;
    const svg = area().querySelector(".links"), box = svg.getBoundingClientRect();
    const top = bounds(paneOf(0)).top, lift = top - box.top, width = box.width;
    svg.replaceChildren();
    const seen = [visible(0, top, box.bottom), visible(1, top, box.bottom)];
    const sentence = cursors[version()];
    const isHot = (link) => link[side].includes(sentence) || (hovered && link[hovered[0]].includes(hovered[1]));
    const drawn = new Set(), stubs = new Set(), brackets = new Map();
    const found = new Set();
    for (const at of [0, 1]) for (const s of seen[at].keys()) for (const link of linksOf(at, s)) found.add(link);
    // what is highlighted is drawn last, on top; of a bundle only one connector is drawn
    const links = [...found].sort((a, b) => isHot(a) - isHot(b) || a[0][0] - b[0][0] || a[1][0] - b[1][0]);
    for (const link of links) {
      const ends = [0, 1].map((at) => link[at].map((s) => seen[at].get(s)).filter(Boolean));
      const hot = isHot(link), bundle = link[LINE.bundle];
      if (!strong(link) && !hot) continue;
      const kind = `${strong(link) ? "" : "related "}${link[LINE.moved] ? "moved " : ""}${link[LINE.conflicts].length && hot ? "disputed " : ""}${hot ? "hot" : ""}`;
      if (ends[0].length && ends[1].length) {
        for (const at of [0, 1]) {
          const x = at ? width - 3 : 3;
          const [from, to] = [Math.min(...ends[at].map((e) => e.top)), Math.max(...ends[at].map((e) => e.bottom))];
          const edge = (y, z) => shape(svg, "path", { class: `edge ${kind}`, d: `M${x} ${lift + Math.max(0, y + 4)}V${lift + z - 4}` });
          if (hot) edge(from, to);
          else { // one bracket for all of a bundle
            const old = brackets.get(`${at} ${bundle}`), all = old ? [Math.min(old.from, from), Math.max(old.to, to)] : [from, to];
            old?.path.remove();
            brackets.set(`${at} ${bundle}`, { from: all[0], to: all[1], path: edge(...all) });
          }
        }
        if (drawn.has(bundle) && !hot) continue;
        drawn.add(bundle);
        const [y, z] = ends.map((list) => lift + Math.max(1, list[0].first)), bend = width * 0.42;
        shape(svg, "path", { class: kind, d: `M3 ${y}C${3 + bend} ${y} ${width - 3 - bend} ${z} ${width - 3} ${z}` });
        continue;
      }
      const at = ends[0].length ? 0 : 1, there = link[1 - at][0], key = `${at} ${bundle}`;
      if (stubs.has(key) && !hot) continue;
      stubs.add(key);
      const first = passageOf(1 - at, there);
      const up = first && first.getBoundingClientRect().top < top;
      const number = paragraph(version(1 - at), there);
      const text = shape(svg, "text", { class: `far ${hot ? "hot" : ""}`, x: at ? width - 8 : 8, y: lift + Math.max(12, ends[at][0].first + 4), "text-anchor": at ? "end" : "start", "data-side": 1 - at, "data-s": there });
      text.textContent = at ? `${up ? "▲" : "▼"} ${number}` : `${number} ${up ? "▲" : "▼"}`;
    }
    strips();
  }
  /** Each pane at a glance along its outer edge: bars for what is only there, ticks for what is shared. */
  const maps = new Map();
  function strips() {
    for (const at of [0, 1]) {
      const pane = paneOf(at), key = `${pair} ${at}`;
      if (!maps.has(key)) {
        const svg = document.createElementNS(SVG, "svg");
        svg.setAttribute("class", `strip ${pane.classList[1]}`); // in the colour of its version
        svg.setAttribute("aria-hidden", "true");
        svg.setAttribute("preserveAspectRatio", "none");
        const passages = index(at).all, sizes = passages.map((p) => p.classList.contains("fold") ? 60 : p.textContent.length);
        const total = sizes.reduce((sum, size) => sum + size, 0) || 1;
        svg.setAttribute("viewBox", "0 0 10 1000");
        let y = 0, last = null;
        passages.forEach((passage, n) => {
          const height = (1000 * sizes[n]) / total, list = passage.classList;
          const kind = list.contains("disputed") ? "disputed" : list.contains("u") ? "only" : list.contains("fold") ? "" : "said";
          if (kind && last && last.kind === kind && kind === "only") last.rect.setAttribute("height", y + height - last.y - Math.min(2, height / 5));
          else if (kind) last = { kind, y, rect: shape(svg, "rect", { class: kind, x: kind === "only" ? 4 : kind === "said" ? 3 : 1, width: kind === "only" ? 2 : kind === "said" ? 4 : 8, y, height: kind === "said" ? Math.min(2, height) : Math.max(1, height - Math.min(2, height / 5)), rx: 1 }) };
          else last = null;
          y += height;
        });
        const thumb = shape(svg, "rect", { class: "thumb", x: 0, width: 10, rx: 2 });
        svg.addEventListener("click", (event) => {
          const box = svg.getBoundingClientRect();
          pane.scrollTop = ((event.clientY - box.top) / box.height) * reach(pane) - pane.clientHeight / 2;
        });
        area().append(svg);
        maps.set(key, { svg, thumb });
      }
      const { svg, thumb } = maps.get(key), box = pane.getBoundingClientRect(), top = bounds(pane).top, all = reach(pane);
      svg.style.display = all <= pane.clientHeight ? "none" : "";
      svg.style.left = `${at ? Math.min(box.right + 4, innerWidth - 18) : Math.max(4, box.left - 20)}px`;
      svg.style.top = `${top + 4}px`;
      svg.style.height = `${box.bottom - top - 8}px`;
      thumb.setAttribute("y", Math.min(1000, (1000 * pane.scrollTop) / all));
      thumb.setAttribute("height", Math.max(0, Math.min(1000 - (1000 * pane.scrollTop) / all, (1000 * pane.clientHeight) / all)));
    }
  }
  const reach = (pane) => Math.max(1, pane.scrollHeight - 0.6 * innerHeight);
  function later() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => { queued = false; connect(); });
  }

  // Moving

  function go(at, sentence, { scroll = "third", jump = true } = {}) {
    if (jump) trail.push([side, cursors[version()], view, pair]);
    side = at;
    cursors[version()] = sentence;
    draw({ scroll });
  }
  function goTo(passage, options) {
    if (!passage) return; // an empty version
    const key = keys(passage)[0];
    if (view !== "merged") return go(side, key, options);
    const told = data.tellings[key], at = told[version()]?.length ? side : [0, 1].find((n) => told[version(n)]?.length);
    if (at === undefined) { // only a third version has it: it is in another pair
      const v = told.findIndex((own) => own.length);
      pair = data.pairs.findIndex((one) => one.versions.includes(v));
      side = data.pairs[pair].versions.indexOf(v);
      shown();
      return go(side, told[v][0], options);
    }
    return go(at, told[version(at)][0], options);
  }
  function step(by, wanted = () => true, options = { scroll: "least", jump: false }) {
    const { all } = index();
    for (let n = here() + by; n >= 0 && n < all.length; n += by) if (wanted(all[n])) return goTo(all[n], options);
    said.textContent = by > 0 ? "nothing further down" : "nothing further up";
  }
  const only = (passage) => passage.classList.contains("u");
  const linked = (passage) => (view === "merged" ? passage.classList.contains("l") : !passage.classList.contains("fold") && linksOf(side, keys(passage)[0]).some(strong));
  const disputed = (passage) => passage.classList.contains("disputed");
  const far = { scroll: "third", jump: true };
  function toPartner() {
    const passage = current();
    if (passage?.classList.contains("fold")) {
      passage.classList.toggle("open");
      return draw();
    }
    if (view === "merged") {
      for (const own of passage?.closest(".part").querySelectorAll(`.tr[data-of="${keys(passage)[0]}"]`) ?? []) own.classList.toggle("open");
      return draw();
    }
    const sentence = cursors[version()];
    const again = round && round.at === side && round.now === sentence;
    if (!again) {
      const all = [...new Set(partners(side, sentence).map(([s]) => s))];
      if (!all.length) return void (said.textContent = `${status(passage)} · no partner`);
      round = { home: [side, sentence], all, n: -1 };
    }
    round.n += 1;
    const [at, home] = round.home, back = round.n >= round.all.length;
    const to = back ? [at, home] : [1 - at, round.all[round.n]];
    const from = round;
    go(...to, { scroll: "level" });
    round = back ? null : { ...from, at: to[0], now: to[1] };
  }
  function back() {
    const last = trail.pop();
    if (!last) return void (said.textContent = "no further back");
    [side, , view, pair] = last;
    cursors[version()] = last[1];
    shown();
    draw({ scroll: "third" });
  }
  function other(to = 1 - side) {
    if (view === "merged" || to === side) return;
    // to the partner if there is one, else to where the cursor was on that side
    const best = partners(side, cursors[version()])[0];
    go(to, best && best[1] ? best[0] : cursors[version(to)], { scroll: "least" });
  }
  function opposite(n) {
    const v = version();
    const next = data.pairs.findIndex(({ versions }) => versions.includes(v) && versions.includes(n) && v !== n);
    if (next < 0 || data.pairs.length < 2) return;
    pair = next;
    side = data.pairs[pair].versions.indexOf(v);
    shown();
    draw({ scroll: "third" });
  }

  // Views

  function shown() {
    root.dataset.view = view;
    for (const part of document.querySelectorAll(".pair")) part.hidden = Number(part.dataset.pair) !== pair;
    for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === view));
    if (choice) choice.value = String(pair);
    tally.textContent = data.pairs[pair].tally;
    hover(null);
  }
  function show(next, options) {
    view = next;
    shown();
    if (view === "notes") { clear(); said.textContent = ""; }
    else draw({ scroll: "third", ...options });
  }

  // Input

  const KEYS = {
    j: () => step(1), k: () => step(-1),
    "]": () => step(1, only, far), "[": () => step(-1, only, far),
    "}": () => step(1, linked, far), "{": () => step(-1, linked, far),
    "!": () => step(1, disputed, far),
    g: () => goTo(index().all[0], far), G: () => goTo(index().all.at(-1), far),
    Enter: toPartner, Backspace: back, h: () => other(0), l: () => other(1), ArrowLeft: () => other(0), ArrowRight: () => other(1),
    v: () => show(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length]),
    "?": () => help.showModal(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
    const target = event.target, inText = !target.closest("button, select, a, dialog");
    if (target.closest("select")) return;
    const { key } = event;
    if (key === "Tab") {
      if (event.shiftKey || !inText || !target.closest(".s") || view === "merged") return;
      event.preventDefault();
      return other();
    }
    if (key === "Escape") return document.querySelector('[data-show][aria-pressed="true"]').focus();
    if (key === "Enter" && !inText) return;
    if (key === "Enter" && target.matches("[data-go]")) return target.click();
    if (view === "notes" && !["v", "?"].includes(key)) return;
    if (/^[1-9]$/.test(key)) return opposite(Number(key) - 1);
    if (!(key in KEYS)) return;
    event.preventDefault();
    KEYS[key]();
  });
  main.addEventListener("click", (event) => {
    const mark = event.target.closest(".mk"), place = event.target.closest("[data-go]"), stub = event.target.closest(".far");
    if (mark) {
      event.preventDefault();
      show("notes");
      return byId(mark.hash.slice(1)).scrollIntoView();
    }
    if (place) {
      const [v, sentence] = place.dataset.go.split(" ").map(Number);
      if (!data.pairs[pair].versions.includes(v)) pair = data.pairs.findIndex((one) => one.versions.includes(v));
      side = data.pairs[pair].versions.indexOf(v);
      cursors[v] = sentence;
      return show("facing");
    }
    if (stub) return go(Number(stub.dataset.side), Number(stub.dataset.s), { scroll: "level" });
    const passage = event.target.closest(".s, .t");
    if (!passage || String(getSelection()).trim()) return;
    if (passage.classList.contains("cursor") && passage.classList.contains("fold")) return toPartner();
    const holder = passage.closest("[data-side]");
    if (holder) go(Number(holder.dataset.side), keys(passage)[0], { scroll: "least" });
    else goTo(passage, { scroll: "least" });
  });
  const warm = [];
  function hover(next, passage) {
    hovered = next;
    for (const old of warm.splice(0)) old.classList.remove("hover");
    if (next) warm.push(passage, ...partners(...next).map(([sentence]) => passageOf(1 - next[0], sentence)).filter(Boolean));
    for (const one of warm) one.classList.add("hover");
  }
  main.addEventListener("pointerover", (event) => {
    const passage = event.target.closest(".s"), holder = passage?.closest("[data-side]");
    const next = holder ? [Number(holder.dataset.side), keys(passage)[0]] : null;
    if (String(next) === String(hovered)) return;
    hover(next, passage);
    later();
  });
  // When the reader scrolls one pane, the other follows
  for (const pane of document.querySelectorAll(".pane")) {
    let before = 0;
    pane.addEventListener("scroll", () => {
      const by = pane.scrollTop - before;
      before = pane.scrollTop;
      if (own.get(pane) !== undefined && Math.abs(own.get(pane) - pane.scrollTop) < 1.5) own.delete(pane);
      else if (pane.matches(":hover") || pane.contains(document.activeElement)) {
        const opposite = pane.parentNode.querySelector(`.pane[data-side="${1 - Number(pane.dataset.side)}"]`);
        if (!opposite.matches(":hover")) put(opposite, opposite.scrollTop + by);
      }
      later();
    }, { passive: true });
  }
  document.querySelector(".views").addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) show(button.dataset.show, { focus: false });
  });
  for (const place of document.querySelectorAll("[data-go]")) { // without a script there is nowhere to go
    place.tabIndex = 0;
    place.setAttribute("role", "link");
  }
  byId("ask").addEventListener("click", () => help.showModal());
  choice?.addEventListener("change", () => { pair = Number(choice.value); side = 0; shown(); if (view !== "notes") draw({ focus: false, scroll: "third" }); });
  addEventListener("resize", () => view !== "notes" && draw({ focus: false, scroll: "least" }));

  for (const [n, one] of data.versions.entries()) cursors[n] = one.paragraphs.length ? 0 : -1;
  show("facing", { focus: false });
})();
