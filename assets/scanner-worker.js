// Reads QR codes apart from the page, so that the page never stalls. The build puts in the bindings of the module
// and the module itself, gzipped and in base64.
//
// It says once whether it can work: true or false. Then each message to it is a picture, each answer a text or null.
(() => {
  "use strict";

  const packed = "@MODULE@";

  function bindings() {
    "@BINDINGS@";
    return wasm_bindgen;
  }

  async function compiled() {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  }

  function started(module) {
    const scanner = bindings();
    scanner.initSync({ module });
    return scanner;
  }

  function serve(module) {
    let scanner = started(module);
    self.onmessage = ({ data: { pixels, width, height } }) => {
      let text = null;
      try {
        text = scanner.read(new Uint8Array(pixels), width, height) ?? null;
      } catch {
        // A picture that stopped the module leaves it in no known state.
        scanner = started(module);
      }
      self.postMessage(text);
    };
  }

  compiled()
    .then(serve)
    .then(() => self.postMessage(true), () => self.postMessage(false));
})();
