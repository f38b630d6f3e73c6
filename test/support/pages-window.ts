// Lets modules of the pages that listen to browser events be loaded without a browser; no event ever comes.
Object.assign(globalThis, { window: new EventTarget() });
