// Is this page's member of a room's group, apart from the page, so that the page never stalls over it and has none of its
// keys. The build puts in the bindings of the module and the module itself, gzipped and in base64.
//
// It says once whether it can work: true or false. Then each message to it is a task and each answer its outcome, both in
// bytes; but { frames } is the port to whatever seals and opens frames, and is not answered. What is said there the page
// does not hear, and waits until there is such a port:
//
// - `keys`: { group, number, index, members, base }: the number and base key of an epoch that frames are to be opened with
//   from now on, in which group (16 letters), this page's own index in it, and those of all members, of whom alone frames
//   are to be opened;
// - `seal`: the number of the epoch whose key all frames are to be sealed with from now on;
// - `close`: the number of an epoch: frames of those before it are not to be opened any more.
//
// Whatever stops the module takes the keys with it: then it says false and ends.
(() => {
  "use strict";

  const packed = "@MODULE@";

  // As the module writes them: what it is, the number, and of keys the group's tag, the index, the base key and
  // the indices of all members.
  const kinds = ["keys", "seal", "close"];
  const tagAt = 9;
  const indexAt = 17;
  const baseAt = 18;
  const membersAt = 50;

  function bindings() {
    "@BINDINGS@";
    return wasm_bindgen;
  }

  async function compiled() {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  }

  function tell(frames, order) {
    const kind = kinds[order[0]];
    const number = Number(new DataView(order.buffer).getBigUint64(1));
    if (kind !== "keys") {
      frames.postMessage({ [kind]: number });
      return;
    }
    const group = Array.from(order.slice(tagAt, indexAt), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const index = order[indexAt];
    const base = order.slice(baseAt, membersAt);
    const members = order.slice(membersAt);
    order.fill(0);
    frames.postMessage({ keys: { group, number, index, members, base } }, [base.buffer]);
  }

  function serve(module) {
    const { initSync, Group } = bindings();
    initSync({ module });
    const group = new Group();
    let frames;

    function tellAll() {
      if (!frames) return;
      for (let order = group.take_order(); order; order = group.take_order()) tell(frames, order);
    }

    self.onmessage = ({ data }) => {
      try {
        if (data.frames) {
          frames = data.frames;
          tellAll();
          return;
        }
        const outcome = group.perform(data);
        // Before the page hears of it: what it does next may already need the keys.
        tellAll();
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
