// The toolbar's button opens the extension's page in a tab, or shows the one that is open.
"use strict";

const extension = globalThis.browser ?? globalThis.chrome;
const page = extension.runtime.getURL("index.html");

// An extension may ask about its own pages without a permission, but browsers disagree on how.
async function openTab() {
  if (!extension.extension?.getViews) {
    const [context] = await extension.runtime.getContexts({ contextTypes: ["TAB"] });
    return context && { id: context.tabId, windowId: context.windowId };
  }
  const [view] = extension.extension.getViews({ type: "tab" });
  return view?.browser.tabs.getCurrent();
}

extension.action.onClicked.addListener(async () => {
  const tab = await openTab();
  if (!tab) {
    await extension.tabs.create({ url: page });
    return;
  }
  await extension.tabs.update(tab.id, { active: true });
  // Browsers on phones have no windows.
  await extension.windows?.update(tab.windowId, { focused: true });
});
