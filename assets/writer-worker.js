// Writes one file of the page's own, apart from the page: only here do browsers write without a detour through other
// processes (WHATWG File System, section 2.7).
//
// Each message is a step and what it needs: ["open", a file's handle], ["write", a buffer], ["close"]. Each answer says
// which step was done and, where it went wrong, the name of the error. Buffers come back to be filled anew.
(() => {
  "use strict";

  let file;
  let end = 0;

  const steps = {
    async open(handle) {
      file = await handle.createSyncAccessHandle();
    },
    write(buffer) {
      const bytes = new Uint8Array(buffer);
      for (let start = 0; start < bytes.length; ) {
        const count = file.write(bytes.subarray(start), { at: end });
        if (count === 0) throw new DOMException("the disk takes no more", "QuotaExceededError");
        start += count;
        end += count;
      }
    },
    close() {
      file?.close();
    },
  };

  self.onmessage = async ({ data: [step, needed] }) => {
    const answer = { step };
    try {
      await steps[step](needed);
    } catch ({ name }) {
      answer.name = name;
    }
    const buffers = step === "write" ? [needed] : [];
    self.postMessage({ ...answer, buffer: buffers[0] }, buffers);
  };
})();
