// Keeps and uses the page's secrets apart from the page, so that the page never stalls over them. The build puts in the
// bindings of the module and the module itself, gzipped and in base64.
//
// It says once whether it can work: true or false. Then each message to it is a task and each answer its outcome, both in
// bytes. Whatever stops the module takes the secrets with it: then it says false and ends.
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

  function serve(module) {
    const { initSync, Keys } = bindings();
    initSync({ module });
    const keys = new Keys();
    self.onmessage = ({ data }) => {
      try {
        const outcome = keys.perform(data);
        self.postMessage(outcome, [outcome.buffer]);
      } catch {
        self.postMessage(false);
        self.close();
      }
    };
  }

  compiled()
    .then(serve)
    .then(() => self.postMessage(true), () => self.postMessage(false));
})();
