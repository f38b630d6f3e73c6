/** An operation in Swagger UI's immutable collections, as far as this page reads it. */
interface Operation {
  get(name: 'method' | 'path'): string;
  getIn(path: readonly string[], missing: string): string;
}
interface Operations {
  readonly size: number;
  filter(keep: (operation: Operation) => boolean): Operations;
}
interface Tagged {
  get(name: 'operations'): Operations;
  update(name: 'operations', change: (operations: Operations) => Operations): Tagged;
}
interface TaggedOperations {
  map(change: (tagged: Tagged, tag: string) => Tagged): TaggedOperations;
  filter(keep: (tagged: Tagged) => boolean): TaggedOperations;
  entrySeq(): { toArray(): [tag: string, tagged: Tagged][] };
}
interface System {
  readonly React: { createElement(type: string, props: object | null, ...children: unknown[]): unknown };
}
interface PageProps {
  readonly specSelectors: { taggedOperations(): TaggedOperations };
  readonly layoutSelectors: { currentFilter(): string | boolean | null };
  readonly layoutActions: {
    updateFilter(phrase: string): void;
    show(part: readonly string[], isShown: boolean): void;
  };
}
interface Browser {
  readonly document: {
    querySelectorAll(selector: string): Iterable<{ dataset: { tag?: string }; scrollIntoView(): void }>;
  };
  setTimeout(work: () => void): void;
}

/**
 * A plugin of Swagger UI: an index of the groups, and a search by any words of a call's group, method, path, name and summary. It is copied into
 * the page's script as text, so it may use nothing of this file but types.
 */
function indexAndFilter({ React }: System): object {
  const browser = globalThis as unknown as Browser;
  /** The search opens at most so many groups or calls while somebody types. */
  const mostOpened = 60;
  const callsOf = (groups: [string, Tagged][]) =>
    groups.reduce((sum, [, tagged]) => sum + tagged.get('operations').size, 0);
  const IndexAndFilter = ({ specSelectors, layoutSelectors, layoutActions }: PageProps): unknown => {
    const groups = specSelectors.taggedOperations().entrySeq().toArray();
    const filter = layoutSelectors.currentFilter();
    const find = (phrase: string): void => {
      layoutActions.updateFilter(phrase);
      const found = specSelectors.taggedOperations().entrySeq().toArray();
      if (phrase !== '' && callsOf(found) <= mostOpened)
        for (const [tag] of found) layoutActions.show(['operations-tag', tag], true);
    };
    const open = (tag: string): void => {
      layoutActions.show(['operations-tag', tag], true);
      browser.setTimeout(() => {
        for (const head of browser.document.querySelectorAll('h3[data-tag]'))
          if (head.dataset.tag === tag) head.scrollIntoView();
      });
    };
    const entry = ([tag, tagged]: [string, Tagged]): unknown =>
      React.createElement(
        'li',
        { key: tag },
        React.createElement(
          'button',
          { type: 'button', onClick: () => open(tag) },
          tag,
          React.createElement('span', null, ` ${String(tagged.get('operations').size)}`),
        ),
      );
    return React.createElement(
      'div',
      { className: 'wrapper contents' },
      React.createElement(
        'label',
        null,
        'Find a call',
        React.createElement('input', {
          type: 'search',
          placeholder: 'lookup, POST guests, refund …',
          value: typeof filter === 'string' ? filter : '',
          onChange: ({ target }: { target: { value: string } }) => find(target.value),
        }),
      ),
      React.createElement(
        'p',
        { role: 'status' },
        groups.length === 0 ? 'No call has all of these words.' : `Calls: ${String(callsOf(groups))}`,
      ),
      React.createElement(
        'nav',
        { 'aria-label': 'Groups of calls' },
        React.createElement('ul', null, groups.map(entry)),
      ),
    );
  };
  return {
    fn: {
      opsFilter: (tagged: TaggedOperations, phrase: string): TaggedOperations => {
        const words = phrase.toLowerCase().split(/\s+/);
        const keep = (tag: string) => (operation: Operation) => {
          const told = [
            ...[tag, operation.get('method'), operation.get('path')],
            ...[operation.getIn(['operation', 'operationId'], ''), operation.getIn(['operation', 'summary'], '')],
          ];
          const text = told.join(' ').toLowerCase();
          return words.every((word) => text.includes(word));
        };
        return tagged
          .map((entry, tag) => entry.update('operations', (operations) => operations.filter(keep(tag))))
          .filter((entry) => entry.get('operations').size > 0);
      },
    },
    components: { FilterContainer: IndexAndFilter },
  };
}

/** Options of the page: groups start closed, and each call has an address of its own. */
export const DOCS_OPTIONS = {
  docExpansion: 'none',
  deepLinking: true,
  filter: true,
  displayOperationId: true,
  plugins: [indexAndFilter],
};

export const DOCS_STYLES = `
.swagger-ui .topbar { display: none }
.swagger-ui .contents label { display: block; font-weight: 700 }
.swagger-ui .contents input { display: block; width: 100%; min-height: 44px; margin: 4px 0 0; font-size: 16px }
.swagger-ui .contents p { margin: 8px 0 }
.swagger-ui .contents ul { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 0 16px; padding: 0; list-style: none }
.swagger-ui .contents button { min-height: 36px; padding: 4px 10px; border: 1px solid #8c8c8c; border-radius: 18px; background: #fff; color: #1f2933; cursor: pointer }
.swagger-ui .contents button:hover { border-color: #1f2933 }
.swagger-ui .contents button span { color: #5a6672 }
`;
