// Starts the app in each of its forms: from a web server, as one file, as an extension of a browser. The build puts
// in what it has made. Behind `globalThis.heliograph` all forms are alike.
(() => {
  "use strict";

  const build = "@BUILD@";

  // A page on a disk may not load its neighbours. The single file beside it needs none.
  if (build.form === "site" && location.protocol === "file:") {
    location.replace(build.file.name + location.hash);
    return;
  }

  const inEnglish = {
    loading: "Heliograph is loading…",
    again: "Try again",
    noWebAssembly: "This browser cannot run Heliograph because it has no WebAssembly, or has it switched off. Please use a current Firefox, Chrome, Edge or Safari.",
    tooOld: "This browser is too old for Heliograph. Please use a current Firefox, Chrome, Edge or Safari.",
    tooOldForFiles: "This browser is too old to open Heliograph from a file. Please use a current Firefox, Chrome, Edge or Safari, or open Heliograph from a website.",
    notLoaded: "Heliograph could not be loaded. A file is missing, or the connection broke.",
  };
  const inGerman = {
    loading: "Heliograph wird geladen…",
    again: "Noch einmal versuchen",
    noWebAssembly: "In diesem Browser läuft Heliograph nicht, denn ihm fehlt WebAssembly, oder es ist abgeschaltet. Bitte nimm einen aktuellen Firefox, Chrome, Edge oder Safari.",
    tooOld: "Dieser Browser ist zu alt für Heliograph. Bitte nimm einen aktuellen Firefox, Chrome, Edge oder Safari.",
    tooOldForFiles: "Dieser Browser ist zu alt, um Heliograph aus einer Datei zu öffnen. Bitte nimm einen aktuellen Firefox, Chrome, Edge oder Safari, oder öffne Heliograph von einer Website.",
    notLoaded: "Heliograph konnte nicht geladen werden. Eine Datei fehlt, oder die Verbindung ist abgerissen.",
  };
  // The dearest language that the app speaks too; once it runs, it says itself which one it speaks.
  const language = navigator.languages.find((tag) => /^(de|en)\b/i.test(tag)) ?? "en";
  const german = /^de/i.test(language);
  const words = german ? inGerman : inEnglish;

  // What may become a script in this page: the parts that the build made, and nothing else (Trusted Types).
  const named = new Set();
  const rules = { createScript: ifNamed, createScriptURL: ifNamed };
  const policy = globalThis.trustedTypes?.createPolicy("heliograph", rules) ?? rules;

  function ifNamed(script) {
    if (!named.has(script)) throw new TypeError("this script is no part of Heliograph");
    return script;
  }

  // Parts that are files beside the page. Each is as the build made it, or is not used at all.
  function neighbours() {
    const { module, bindings, styles, workers, file, serviceWorker } = build;
    for (const name of [bindings.name, serviceWorker]) named.add(name);

    async function get({ name, integrity }) {
      const response = await fetch(name, { integrity });
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return response;
    }

    function load(element) {
      return new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = () => reject(new Error("a part cannot be loaded"));
        document.head.append(element);
      });
    }

    // An extension's parts come with it. Elsewhere nobody but the page checks a worker, so it starts what it has checked.
    function started(worker) {
      const { name } = workers[worker];
      if (build.form === "extension") return async () => startedAt(name);
      return startedFrom(async () => (await get(workers[worker])).blob());
    }

    return {
      // Whatever type a server says it has.
      module: async () => compilable((await get(module)).body),
      bindings: () => {
        const script = document.createElement("script");
        script.integrity = bindings.integrity;
        script.src = policy.createScriptURL(bindings.name);
        return load(script);
      },
      styles: () => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.integrity = styles.integrity;
        link.href = styles.name;
        return load(link);
      },
      file: async () => {
        const { body } = await get(file);
        return page(await bytes(file.name.endsWith(".gz") ? inflated(body) : body));
      },
      running: async () => ({ name: module.name, blob: await (await get(module)).blob() }),
      ...each(Object.keys(workers), started),
      serviceWorker: serviceWorker && policy.createScriptURL(serviceWorker),
    };
  }

  // Parts that lie in this file, one behind the other, gzipped and as letters.
  function contents() {
    const packed = document.getElementById("parts");
    const own = document.currentScript;
    const meta = document.getElementById("policy");
    const parts = unpack();

    async function unpack() {
      const all = await bytes(inflated(new Blob([spelled(packed.textContent)]).stream()));
      let end = 0;
      const cut = ([name, length]) => [name, all.slice(end, (end += length))];
      return Object.fromEntries(build.lengths.map(cut));
    }

    async function text(name) {
      return new TextDecoder().decode((await parts)[name]);
    }

    // The bytes of this file: what the build wrote around its changing pieces, and these pieces as they stand in the
    // page. What anybody else has put into the page meanwhile is left out.
    async function file() {
      const [beforePolicy, beforeParts, beforeStart, end] = build.skeleton;
      const pieces = [meta.content, beforeParts, packed.textContent, beforeStart, own.textContent, end];
      return page([beforePolicy, ...pieces].join(""));
    }

    return {
      module: async () => compilable((await parts).module),
      bindings: async () => {
        const script = document.createElement("script");
        const source = await text("bindings");
        named.add(source);
        script.textContent = policy.createScript(source);
        document.head.append(script);
      },
      styles: async () => {
        const style = document.createElement("style");
        style.textContent = await text("styles");
        document.head.append(style);
      },
      file,
      running: async () => ({ name: build.fileName, blob: await file() }),
      ...each(build.workers, (worker) => startedFrom(async () => (await parts)[worker])),
      serviceWorker: null,
    };
  }

  // Bytes that were written as letters, five for four bytes (`xtask/src/page/base85.rs`).
  function spelled(text) {
    const instead = { "}": "<", "~": "\\", "!": "`" };
    const letters = new TextEncoder().encode(text.replace(/[}~!]/g, (letter) => instead[letter]));
    const groups = new DataView(new ArrayBuffer(Math.ceil(letters.length / 5) * 4));
    for (let group = 0; group * 5 < letters.length; group += 1) {
      let number = 0;
      for (let place = group * 5; place < group * 5 + 5; place += 1) {
        number = number * 85 + (letters[place] ?? 124) - 40;
      }
      groups.setUint32(group * 4, number);
    }
    return groups.buffer.slice(0, Math.floor((letters.length * 4) / 5));
  }

  function startedAt(address) {
    named.add(address);
    return new Worker(policy.createScriptURL(address));
  }

  function startedFrom(source) {
    let address;
    return async () => {
      address ??= URL.createObjectURL(new Blob([await source()], { type: "text/javascript" }));
      return startedAt(address);
    };
  }

  function each(names, value) {
    return Object.fromEntries(names.map((name) => [name, value(name)]));
  }

  function compilable(module) {
    return new Response(module, { headers: { "content-type": "application/wasm" } });
  }

  function inflated(stream) {
    return stream.pipeThrough(new DecompressionStream("gzip"));
  }

  async function bytes(stream) {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function page(content) {
    return new Blob([content], { type: "text/html" });
  }

  function explain(sentence) {
    const notice = document.getElementById("loading");
    // Once the app has taken the place of the notice, it speaks for itself.
    if (!notice) return;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = words.again;
    again.addEventListener("click", async () => {
      // A browser keeps a damaged part, too, and would only find it again.
      const parts = [build.module, build.bindings, build.styles].filter(Boolean);
      await Promise.allSettled(parts.map(({ name }) => fetch(name, { cache: "reload" })));
      location.reload();
    });
    notice.setAttribute("role", "alert");
    notice.replaceChildren(sentence, " ", again);
  }

  // A module whose one function returns a vector (WebAssembly 2.0), as functions of the app do inside.
  const withVectors = Uint8Array.of(
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
  );

  // What this browser lacks, told to the person; null where it lacks nothing.
  function obstacle() {
    if (typeof WebAssembly !== "object") {
      return words.noWebAssembly;
    }
    if (!WebAssembly.validate(withVectors)) {
      return words.tooOld;
    }
    if (build.form === "file" && typeof DecompressionStream !== "function") {
      return words.tooOldForFiles;
    }
    return null;
  }

  async function start() {
    const { module, bindings, styles, ...rest } = build.form === "file" ? contents() : neighbours();
    globalThis.heliograph = Object.freeze({ form: build.form, fileName: build.fileName, ...rest });
    const arriving = module();
    // It is awaited below, unless something else fails before.
    arriving.catch(() => {});
    await Promise.all([bindings(), styles()]);
    await wasm_bindgen({ module_or_path: arriving });
  }

  document.documentElement.lang = german ? "de" : "en";
  const notice = document.getElementById("loading");
  if (notice) notice.textContent = words.loading;
  const missing = obstacle();
  if (missing) {
    explain(missing);
    return;
  }
  start().catch((error) => {
    console.error(error);
    explain(words.notLoaded);
  });
})();
