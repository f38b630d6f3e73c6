// Modules of the pages that hear the browser's events can be loaded without one: no event ever comes.
Object.assign(globalThis, { window: new EventTarget() });
