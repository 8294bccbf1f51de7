// Starts the app. Its own script element names the WebAssembly module in `data-wasm`; the bindings, which
// define `wasm_bindgen`, have run by the time the document is complete.
(() => {
  "use strict";

  const inEnglish = {
    loading: "Heliograph is loading…",
    again: "Try again",
    noWebAssembly: "This browser cannot run Heliograph because it has no WebAssembly, or has it switched off. Please use a current Firefox, Chrome, Edge or Safari.",
    tooOldForFiles: "This browser is too old to open Heliograph from a file. Please use a current Firefox, Chrome, Edge or Safari, or open Heliograph from a website.",
    notLoaded: "Heliograph could not be loaded. A file is missing, or the connection broke.",
  };
  const inGerman = {
    loading: "Heliograph wird geladen…",
    again: "Noch einmal versuchen",
    noWebAssembly: "In diesem Browser läuft Heliograph nicht, denn ihm fehlt WebAssembly, oder es ist abgeschaltet. Bitte nimm einen aktuellen Firefox, Chrome, Edge oder Safari.",
    tooOldForFiles: "Dieser Browser ist zu alt, um Heliograph aus einer Datei zu öffnen. Bitte nimm einen aktuellen Firefox, Chrome, Edge oder Safari, oder öffne Heliograph von einer Website.",
    notLoaded: "Heliograph konnte nicht geladen werden. Eine Datei fehlt, oder die Verbindung ist abgerissen.",
  };
  // The dearest language that the app speaks too; once it runs, it says itself which one it speaks.
  const language = navigator.languages.find((tag) => /^(de|en)\b/i.test(tag)) ?? "en";
  const german = /^de/i.test(language);
  const words = german ? inGerman : inEnglish;
  const moduleAddress = document.currentScript.dataset.wasm;
  const fromDisk = location.protocol === "file:";

  // A page opened from a disk may not fetch its neighbours, but it may run them: the build writes the module
  // once more, gzipped and in base64, as a script beside it that sets `heliographModule`.
  function moduleFromScript() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${moduleAddress}.js`;
      script.onload = () => resolve(inflate(globalThis.heliographModule));
      script.onerror = () => reject(new Error(`${script.src} cannot be read`));
      document.head.append(script);
    });
  }

  function inflate(base64) {
    delete globalThis.heliographModule;
    const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream, { headers: { "content-type": "application/wasm" } });
  }

  async function moduleFromServer() {
    const response = await fetch(moduleAddress);
    if (!response.ok) throw new Error(`${moduleAddress}: ${response.status}`);
    return response;
  }

  function explain(sentence) {
    const notice = document.getElementById("loading");
    // Once the app has taken the place of the notice, it speaks for itself.
    if (!notice) return;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = words.again;
    again.addEventListener("click", () => location.reload());
    notice.setAttribute("role", "alert");
    notice.replaceChildren(sentence, " ", again);
  }

  // What this browser lacks, told to the person; null where it lacks nothing.
  function obstacle() {
    if (typeof WebAssembly !== "object") {
      return words.noWebAssembly;
    }
    if (fromDisk && typeof DecompressionStream !== "function") {
      return words.tooOldForFiles;
    }
    return null;
  }

  const missing = obstacle();
  // Asked for at once, so that the module arrives while the document is still being read.
  const module = missing ? null : fromDisk ? moduleFromScript() : moduleFromServer();
  module?.catch(() => {});

  document.addEventListener("DOMContentLoaded", async () => {
    document.documentElement.lang = german ? "de" : "en";
    const notice = document.getElementById("loading");
    if (notice) notice.textContent = words.loading;
    if (missing) {
      explain(missing);
      return;
    }
    try {
      await wasm_bindgen({ module_or_path: module });
    } catch (error) {
      console.error(error);
      explain(words.notLoaded);
    }
  });
})();
