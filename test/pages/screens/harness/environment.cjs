const { TestEnvironment } = require('jest-environment-jsdom');

const { crypto, Headers, ReadableStream, Request, Response } = globalThis;
// Uses the classes `URL` and `URLSearchParams` of Node, because the classes of jsdom are slow, and a router parses addresses at each step.
const addresses = { URL: globalThis.URL, URLSearchParams: globalThis.URLSearchParams };

/** The elements that a label may name. */
const LABELABLE = 'button, input:not([type="hidden"]), meter, output, progress, select, textarea';

/** Pages are laid out for a desk, in light colours, and move at once. */
const holds = (query) => /\(min-width|prefers-reduced-motion/.test(query);

/** A window of jsdom for tests of whole pages, with what of a browser jsdom lacks: requests, which are Node's, and layout. */
module.exports = class PageEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const window = this.global;
    // The production build of React, as users have it; the development build keeps a stack trace for every element.
    window.process.env.NODE_ENV = 'production';
    // jsdom's own crypto has no hashes.
    Object.defineProperty(window, 'crypto', { value: crypto });
    // Mantine's growing text fields measure themselves again once fonts are loaded.
    Object.defineProperty(window.document, 'fonts', { value: new window.EventTarget() });
    Object.assign(window, {
      Response,
      Headers,
      AbortController,
      AbortSignal,
      ReadableStream,
      ...addresses,
      structuredClone,
      TextEncoder,
      TextDecoder,
      /** Resolves relative addresses as a browser does. */
      Request: class extends Request {
        constructor(input, init) {
          super(typeof input === 'string' ? new URL(input, window.location.href) : input, init);
        }
      },
      matchMedia: (query) =>
        Object.assign(new window.EventTarget(), {
          media: query,
          matches: holds(query),
          addListener() {},
          removeListener() {},
        }),
      ResizeObserver: class {
        observe() {}
        unobserve() {}
        disconnect() {}
      },
      scrollTo() {},
    });
    window.performance.mark = () => undefined;
    Object.assign(window.Element.prototype, { scrollIntoView() {}, scrollTo() {} });
    for (const targets of [window.EventTarget.prototype, window]) hearSignalsOfNode(targets);
    findLabelsById(window);
  }

  exportConditions() {
    return ['node', 'require', 'default'];
  }
};

/** Listeners of jsdom end by signals of jsdom alone, and requests of Node by those of Node. */
function hearSignalsOfNode(targets) {
  const { addEventListener } = targets;
  targets.addEventListener = function (type, listener, options) {
    const { signal, ...others } = typeof options === 'object' && options !== null ? options : { capture: options };
    if (signal?.aborted) return;
    addEventListener.call(this, type, listener, others);
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener, others), { once: true });
  };
}

/** jsdom walks the whole page for each label of each control, which was a third of the time that these tests took. */
function findLabelsById(window) {
  const { document } = window;
  Object.defineProperty(window.HTMLLabelElement.prototype, 'control', {
    get() {
      const id = this.getAttribute('for');
      if (id === null) return this.querySelector(LABELABLE);
      const found = document.getElementById(id);
      return found?.matches(LABELABLE) ? found : null;
    },
  });
  let labels;
  /** A query asks each control for its labels and changes nothing meanwhile, so one look at the page serves the whole query. */
  const labelsNow = () => {
    if (labels === undefined) {
      void Promise.resolve().then(() => (labels = undefined));
      labels = new Map();
      for (const label of document.querySelectorAll('label'))
        labels.set(label.control, [...(labels.get(label.control) ?? []), label]);
    }
    return labels;
  };
  for (const name of ['Button', 'Input', 'Meter', 'Output', 'Progress', 'Select', 'TextArea'])
    Object.defineProperty(window[`HTML${name}Element`].prototype, 'labels', {
      get() {
        return this.type === 'hidden' ? null : (labelsNow().get(this) ?? []);
      },
    });
}
