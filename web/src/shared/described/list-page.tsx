import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { IconPlus } from '../icons/icon-plus';
import { BackLink, PageHead, Panel } from '../ui/page';
import { List, noticeOf, type ListProps } from './list';
import { type DescribedOperation, useAllowed } from './operation';
import { useNewDialog } from './use-new-dialog';

/** Describes the button that adds a row to a list. */
interface NewRow {
  readonly text: string;
  /** The button's name for a screen reader; left out: the text. */
  readonly name?: string;
  /** The operation that adds the row: people without its permission do not see the button. */
  readonly of: DescribedOperation;
  /** Replaces the check of the permission, such as for an owner who may help with guests. */
  readonly isAllowed?: boolean;
  /** The address of the page with the form. */
  readonly to?: string;
  /** The form in a dialog, which the address can open too (`?new=true`). */
  readonly dialog?: (close: () => void) => ReactNode;
  readonly look?: 'main' | 'plain';
}

interface NewButtonProps {
  readonly add: NewRow;
  /** Whether the address keeps the dialog open. False in a panel, because one page may have several panels. */
  readonly isInAddress?: boolean;
}

/** The button that adds a row, with its dialog. */
export function NewButton({
  add: { text, name, of, isAllowed, to, dialog, look },
  isInAddress = true,
}: NewButtonProps) {
  const inAddress = useNewDialog();
  const [isHeld, hold] = useState(false);
  const allowed = useAllowed();
  if (!(isAllowed ?? allowed(of))) return null;
  const [isOpen, open] = isInAddress ? inAddress : ([isHeld, hold] as const);
  const props = {
    ...(look === 'plain' && { variant: 'default' }),
    ...(name !== undefined && { 'aria-label': name }),
    leftSection: <IconPlus size={18} aria-hidden />,
  };
  return (
    <>
      {to === undefined ? (
        <Button {...props} onClick={() => open(true)}>
          {text}
        </Button>
      ) : (
        <Button {...props} component={Link} to={to}>
          {text}
        </Button>
      )}
      {isOpen && dialog?.(() => open(false))}
    </>
  );
}

interface ListPageProps<Op extends DescribedOperation> extends ListProps<Op> {
  readonly sub: ReactNode;
  readonly back?: { readonly to: string; readonly text: string };
  readonly add?: NewRow;
  /** Other buttons in the head of the page. */
  readonly head?: ReactNode;
  /** Replaces the list for people without the permission to read it. */
  readonly readOnly?: readonly [title: string, help: string];
  /** Shown above the list, such as tabs and notices. */
  readonly children?: ReactNode;
  readonly below?: ReactNode;
}

/** A page of the console whose content is one list. */
export function ListPage<Op extends DescribedOperation>(props: ListPageProps<Op>) {
  const { title, sub, back, add, head, readOnly, children, below } = props;
  const allowed = useAllowed();
  const isHidden = readOnly !== undefined && !allowed(props.of);
  return (
    <>
      {back !== undefined && <BackLink to={back.to}>{back.text}</BackLink>}
      <PageHead title={title} sub={sub}>
        {!isHidden && head}
        {!isHidden && add !== undefined && <NewButton add={add} />}
      </PageHead>
      {isHidden ? (
        noticeOf(readOnly)
      ) : (
        <>
          {children}
          <List {...props} />
          {below}
        </>
      )}
    </>
  );
}

interface ListPanelProps<Op extends DescribedOperation> extends ListProps<Op> {
  /** The list's name for a screen reader; the panel shows the title. */
  readonly caption: string;
  readonly add?: NewRow;
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
  readonly below?: ReactNode;
}

/** A list in a panel of a page. The address keeps its filters and page only with `isInAddress`. */
export function ListPanel<Op extends DescribedOperation>(props: ListPanelProps<Op>) {
  const { title, caption, add, aside, children, below } = props;
  return (
    <Panel
      title={title}
      aside={
        <>
          {aside}
          {add !== undefined && <NewButton add={add} isInAddress={false} />}
        </>
      }
    >
      {children}
      <List isInAddress={false} {...props} title={caption} />
      {below}
    </Panel>
  );
}
