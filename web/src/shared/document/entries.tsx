import { Button, Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import { memberAt } from '../described/member-at';
import { useDocumentKit, useList, useMistakeText } from './document-context';
import type { DocumentPath } from './document-store';
import classes from './entries.module.css';
import { FieldMistake } from './field-mistake';

interface EntriesProps<Item> {
  readonly path: DocumentPath;
  readonly add: string;
  /** The text of the button that removes an entry, and the button's name for a screen reader. */
  readonly remove: readonly [text: string, name: (number: number, item: Item) => string];
  readonly first: (items: readonly Item[]) => Item;
  /** The title of an entry, which then stands in a frame. */
  readonly title?: (number: number, item: Item) => string;
  readonly className?: string | undefined;
  /** The smallest number of entries. Left out: 0 for a list that may be missing, and the minimum of the API document for any other list. */
  readonly least?: number;
  /** Whether entries can be neither added nor removed. */
  readonly isFixed?: boolean;
  /** Whether no entry can be added now; the button that adds one is disabled. */
  readonly isDisabled?: boolean;
  readonly children: (path: DocumentPath, number: number, item: Item) => ReactNode;
}

/** The inputs for a list of parts, each with its fields. The API document bounds the number of parts. */
export function Entries<Item>(props: EntriesProps<Item>) {
  const { path, add, first, title, className, isFixed = false, isDisabled = false, children } = props;
  const { store, members } = useDocumentKit();
  const list = useList<Item>(path);
  const mistake = useMistakeText(path);
  const member = memberAt(members, path, store.whole());
  const { least = 0, most = Infinity } = member.type === 'list' ? member : {};
  const [removeText, removeName] = props.remove;
  const leastShown = props.least ?? (member.needed === true ? least : 0);
  const remove = (at: number) =>
    list.items.length === 1 && member.needed !== true ? store.set(path, undefined) : list.removeAt(at);
  return (
    <div className={className}>
      {list.items.map((item, at) => {
        const number = at + 1;
        const button = !isFixed && list.items.length > leastShown && (
          <Button variant="subtle" aria-label={removeName(number, item)} onClick={() => remove(at)}>
            {removeText}
          </Button>
        );
        const fields = children([...path, at], number, item);
        return title === undefined ? (
          <Flex key={at} gap={12} wrap="wrap" align="flex-end" mb={12}>
            {fields}
            {button}
          </Flex>
        ) : (
          <fieldset key={at} className={classes.entry}>
            <legend>{title(number, item)}</legend>
            <div className={classes.fields}>{fields}</div>
            {button}
          </fieldset>
        );
      })}
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
      {!isFixed && (
        <Button
          variant="default"
          disabled={isDisabled || list.items.length >= most}
          onClick={() => list.add(first(list.items))}
        >
          {add}
        </Button>
      )}
    </div>
  );
}
