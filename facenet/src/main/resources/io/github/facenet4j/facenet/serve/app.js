// The page of 'facenet serve': photographs go to the server as they are, faces come back as boxes, points and embeddings.
(() => {
  "use strict";
  const id = name => document.getElementById(name);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // The token comes with the address that the server printed; from there on it stays out of the address.
  const token = new URLSearchParams(location.search).get("token");
  if (token) {
    sessionStorage.setItem("token", token);
    history.replaceState(null, "", "/");
  }

  const ask = async (method, path, body, type) => {
    const headers = {"X-Facenet4j": "1"};
    const known = sessionStorage.getItem("token");
    if (known) headers.Authorization = "Bearer " + known;
    if (type) headers["Content-Type"] = type;
    const response = await fetch("/api/" + path, {method, headers, body});
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  };

  const complain = problem => {
    id("error").textContent = problem ? problem.message ?? String(problem) : "";
    id("error").hidden = !problem;
  };

  let status = {threshold: null, curve: []};

  // Tabs.
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const show = tab => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
      id(other.getAttribute("aria-controls")).hidden = other !== tab;
    }
    complain(null);
    drawCurve();
  };
  tabs.forEach(tab => tab.addEventListener("click", () => show(tab)));
  document.querySelector("nav").addEventListener("keydown", event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const usable = tabs.filter(tab => !tab.hidden);
    const next = usable[(usable.indexOf(document.activeElement) + step + usable.length) % usable.length];
    next.focus();
    show(next);
  });

  // Photographs.
  const picture = async file => {
    try {
      return await createImageBitmap(file, {imageOrientation: "from-image"});
    } catch (unreadable) {
      return null; // A format that only the server reads.
    }
  };

  const draw = (place, bitmap, answer, marked) => {
    const canvas = document.createElement("canvas");
    canvas.width = answer.width;
    canvas.height = answer.height;
    const pen = canvas.getContext("2d");
    if (bitmap) pen.drawImage(bitmap, 0, 0, answer.width, answer.height);
    answer.faces.forEach((face, number) => {
      const [x, y, w, h] = face.box;
      pen.lineWidth = Math.max(2, w / 40);
      pen.strokeStyle = number === marked || marked === undefined ? css("box") : css("line");
      pen.strokeRect(x, y, w, h);
      pen.fillStyle = css("point");
      for (const [px, py] of face.landmarks) {
        pen.beginPath();
        pen.arc(px, py, Math.max(1.5, w / 45), 0, 7);
        pen.fill();
      }
    });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", answer.faces.length + (answer.faces.length === 1 ? " face" : " faces"));
    place.querySelector("span").hidden = true;
    place.querySelector("canvas")?.remove();
    place.append(canvas);
    place.classList.add("full");
  };

  const thumbnail = (bitmap, face, answer) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 144;
    if (!bitmap) return canvas;
    const [x, y, w, h] = face.box;
    const side = Math.max(w, h) * 1.3;
    const scale = bitmap.width / answer.width;
    canvas.getContext("2d").drawImage(bitmap, (x + w / 2 - side / 2) * scale, (y + h / 2 - side / 2) * scale,
      side * scale, side * scale, 0, 0, 144, 144);
    return canvas;
  };

  const onFiles = (place, take) => {
    const start = async files => {
      if (files.length === 0) return;
      complain(null);
      place.classList.add("busy");
      try {
        await take(files);
      } catch (problem) {
        complain(problem);
      } finally {
        place.classList.remove("busy");
      }
    };
    const input = place.querySelector("input");
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      await start(files);
    });
    place.addEventListener("dragover", event => { event.preventDefault(); place.classList.add("over"); });
    place.addEventListener("dragleave", () => place.classList.remove("over"));
    place.addEventListener("drop", async event => {
      event.preventDefault();
      place.classList.remove("over");
      await start(await dropped(event.dataTransfer));
    });
  };

  // A dropped folder is walked.
  const dropped = async transfer => {
    const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.length === 0) return [...transfer.files];
    const files = [];
    const walk = async entry => {
      if (entry.isFile) {
        files.push(await new Promise((done, failed) => entry.file(done, failed)));
        return;
      }
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, failed) => reader.readEntries(done, failed));
        if (some.length === 0) return;
        for (const child of some) await walk(child);
      }
    };
    for (const entry of entries) await walk(entry);
    return files;
  };

  const squaredDistance = (a, b) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);

  // Same person?
  const sides = {};
  const compare = async (side, file) => {
    const [bitmap, answer] = await Promise.all([picture(file), ask("POST", "faces", file)]);
    draw(id("drop-" + side), bitmap, answer, 0);
    if (answer.faces.length === 0) throw new Error("No face was found in '" + file.name + "'");
    sides[side] = answer.faces[0].embedding;
    if (sides.a && sides.b) judge(squaredDistance(sides.a, sides.b));
  };
  const judge = distance => {
    const {threshold, far, thresholdFrom} = status;
    const figure = id("verdict").querySelector(".figure");
    const same = distance < threshold;
    figure.textContent = (threshold == null ? "Distance " : same ? "Same person: distance " : "Different people: distance ")
      + distance.toFixed(4);
    figure.className = "figure " + (threshold == null ? "" : same ? "same" : "other");
    id("verdict").querySelector(".needle").style.left = distance / 4 * 100 + "%";
    const limit = id("verdict").querySelector(".limit");
    limit.hidden = threshold == null;
    limit.style.left = (threshold ?? 0) / 4 * 100 + "%";
    id("verdict").querySelector(".note").textContent = threshold == null
      ? "The model has no threshold, so there is no verdict; 'facenet calibrate' writes one."
      : `Threshold ${threshold.toFixed(4)} (dashed)` + (far == null ? "" : `, false accept rate ${far}`) + `: ${thresholdFrom}.`;
    id("verdict").hidden = false;
    drawCurve(distance);
  };
  for (const side of ["a", "b"]) {
    onFiles(id("drop-" + side), async files => {
      await compare(side, files[0]);
      const other = side === "a" ? "b" : "a";
      if (files.length > 1) await compare(other, files[1]);
    });
  }

  let curve = null;
  let lastDistance = null;
  const drawCurve = distance => {
    lastDistance = distance ?? lastDistance;
    const figure = id("curve");
    if (status.curve.length === 0) return;
    figure.hidden = false;
    const place = figure.querySelector(".plot");
    if (place.clientWidth === 0) return;
    curve?.destroy();
    const axis = {stroke: css("soft"), grid: {stroke: css("line"), width: 1}, font: "12px system-ui", labelFont: "12px system-ui"};
    const marks = plot => {
      for (const [at, colour, dash] of [[status.threshold, css("ink"), [6, 5]], [lastDistance, css("main"), []]]) {
        if (at == null) continue;
        const x = plot.valToPos(at, "x", true);
        plot.ctx.save();
        plot.ctx.strokeStyle = colour;
        plot.ctx.lineWidth = 2;
        plot.ctx.setLineDash(dash);
        plot.ctx.beginPath();
        plot.ctx.moveTo(x, plot.bbox.top);
        plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
        plot.ctx.stroke();
        plot.ctx.restore();
      }
    };
    curve = new uPlot({
      width: place.clientWidth, height: 240, scales: {x: {time: false, range: [0, 4]}, y: {range: [0, 1]}},
      axes: [{...axis, label: "threshold (squared distance)"}, {...axis, label: "share accepted"}],
      series: [{label: "threshold"}, {label: "true accepts", stroke: css("same"), width: 2}, {label: "false accepts", stroke: css("other"), width: 2}],
      hooks: {draw: [marks]},
    }, [status.curve.map(p => p.threshold), status.curve.map(p => p.tar), status.curve.map(p => p.far)], place);
  };
  addEventListener("resize", () => drawCurve());

  // Who is it?
  onFiles(id("drop-who"), async files => {
    const [bitmap, answer] = await Promise.all([picture(files[0]), ask("POST", "identify", files[0])]);
    draw(id("drop-who"), bitmap, answer);
    id("people").replaceChildren(...answer.faces.map(face => {
      const row = document.createElement("li");
      const words = document.createElement("div");
      const name = document.createElement("strong");
      name.textContent = face.person;
      const nearest = document.createElement("span");
      nearest.className = "note";
      nearest.textContent = "nearest: " + face.nearest.map(n => `${n.person} ${n.distance.toFixed(3)}`).join(", ");
      words.append(name, nearest);
      row.append(thumbnail(bitmap, face, answer), words);
      return row;
    }));
    if (answer.faces.length === 0) throw new Error("No face was found in '" + files[0].name + "'");
  });

  // Look-alikes.
  const group = async files => {
    const photos = files.filter(file => file.type.startsWith("image/") || /\.(jpe?g|png|webp|bmp|gif|tiff?)$/i.test(file.name));
    const found = [];
    const failed = [];
    id("progress").hidden = false;
    id("progress").max = Math.max(1, photos.length);
    for (const [number, file] of photos.entries()) {
      id("progress").value = number;
      id("progress-text").textContent = `${number} of ${photos.length}`;
      try {
        const [bitmap, answer] = await Promise.all([picture(file), ask("POST", "faces", file)]);
        for (const face of answer.faces) found.push({name: file.name, canvas: thumbnail(bitmap, face, answer), embedding: face.embedding});
        bitmap?.close();
      } catch (problem) {
        failed.push(file.name + ": " + problem.message);
      }
    }
    id("progress").hidden = true;
    id("progress-text").textContent = `${photos.length} photos, ${found.length} faces`
      + (failed.length ? `; ${failed.length} could not be used (${failed[0]})` : "");
    const {clusters} = await ask("POST", "cluster", JSON.stringify({embeddings: found.map(face => face.embedding)}), "application/json");
    const members = new Map();
    clusters.forEach((cluster, i) => members.set(cluster, [...members.get(cluster) ?? [], found[i]]));
    const sorted = [...members.values()].sort((a, b) => b.length - a.length);
    id("clusters").replaceChildren(...sorted.map(faces => {
      const block = document.createElement("section");
      block.className = "cluster";
      const title = document.createElement("h2");
      title.textContent = faces.length === 1 ? "1 face" : faces.length + " faces";
      const row = document.createElement("div");
      row.className = "faces";
      for (const face of faces) {
        face.canvas.title = face.name;
        row.append(face.canvas);
      }
      block.append(title, row);
      return block;
    }));
  };
  onFiles(id("drop-many"), group);
  id("choose-folder").addEventListener("click", () => id("folder").click());
  id("folder").addEventListener("change", () => group([...id("folder").files]).catch(complain));

  // Training.
  const plots = new Map();
  const SHOWN = [["loss"], ["active", "semi"], ["accuracy", "auc", "val"], ["images"], ["distance", "positive", "negative"]];
  const watch = async () => {
    if (!id("training").hidden) {
      try {
        const {run, columns} = await ask("GET", "training");
        const steps = columns.step ?? [];
        id("run").textContent = `${run}: ${steps.length === 0 ? "no step yet" : "step " + steps.at(-1)}`;
        const names = Object.keys(columns).filter(name => name !== "step" && columns[name].some(value => value != null));
        const rank = name => (SHOWN.findIndex(words => words.some(word => name.toLowerCase().includes(word))) + 1) || 99;
        for (const name of names.sort((a, b) => rank(a) - rank(b)).slice(0, 8)) {
          const data = [steps, columns[name]];
          if (plots.has(name)) {
            plots.get(name).setData(data);
            continue;
          }
          const figure = document.createElement("figure");
          figure.className = "card";
          const caption = document.createElement("figcaption");
          caption.textContent = name;
          figure.append(caption);
          id("curves").append(figure);
          plots.set(name, new uPlot({
            width: Math.max(280, figure.clientWidth - 40), height: 180, scales: {x: {time: false}}, legend: {show: false},
            axes: [{stroke: css("soft"), grid: {stroke: css("line")}}, {stroke: css("soft"), grid: {stroke: css("line")}, size: 60}],
            series: [{}, {stroke: css("main"), width: 2, spanGaps: true}],
          }, data, figure));
        }
      } catch (problem) {
        complain(problem);
      }
    }
    setTimeout(watch, 2000);
  };

  ask("GET", "status").then(known => {
    status = known;
    id("tab-training").hidden = !known.training;
    id("tab-identify").hidden = known.galleryFaces == null;
    id("status").textContent = `${known.architecture} on ${known.device}`
      + (known.threshold == null ? ", no threshold" : `, threshold ${known.threshold.toFixed(4)}`)
      + (known.galleryFaces == null ? "" : `, gallery of ${known.galleryFaces} faces`);
    drawCurve();
    watch();
  }).catch(problem => {
    id("status").textContent = "not connected";
    complain(problem);
  });
})();
