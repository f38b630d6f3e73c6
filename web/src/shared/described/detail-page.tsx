import { Flex } from '@mantine/core';
import { type QueryKey, useQuery, type UseQueryOptions } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask, keyOf, type PathsOf } from '../api/calls';
import { type Fact, Facts } from '../ui/facts';
import { Loading } from '../ui/loading';
import { BackLink, PageHead } from '../ui/page';
import { FailureNotice } from '../ui/problem-notice';
import { ReadFailure } from '../ui/read-failure';
import { noticeOf } from './list';
import { type AnswerOfCall, type DescribedOperation, type ParamsOfCall, useAllowed } from './operation';
import { type RowAct, ThingActs } from './row-acts';
import { WATCH_EVERY_MS } from './use-list';
import { useRefresh } from './use-refresh';

interface DetailPageProps<Op extends DescribedOperation> {
  /** The operation that reads the object. */
  readonly of: Op;
  readonly params: ParamsOfCall<Op>;
  readonly back: { readonly to: string; readonly text: string };
  /** Replaces the page for people without the permission to read the object. */
  readonly readOnly?: readonly [title: string, help: string];
  readonly title: (thing: AnswerOfCall<Op>) => string;
  readonly sub?: (thing: AnswerOfCall<Op>) => ReactNode;
  /** The buttons in the head of the page, described as the buttons of a row; the main button comes first. */
  readonly acts?: readonly RowAct<AnswerOfCall<Op>>[];
  /** Other content of the head. */
  readonly head?: (thing: AnswerOfCall<Op>) => ReactNode;
  readonly facts?: (thing: AnswerOfCall<Op>) => readonly Fact[];
  /** Query keys to refresh after an act, besides those below the operation's path. */
  readonly anew?: readonly QueryKey[];
  /** How often the object is read again while its page is open, in milliseconds. */
  readonly everyMs?: number;
  /** Whether the object is read again each second, for example while the server works on the object. */
  readonly isWatched?: (thing: AnswerOfCall<Op>) => boolean;
  /** The panels of the page, such as one with an `EditForm`. */
  readonly children: (thing: AnswerOfCall<Op>, refresh: () => Promise<void>) => ReactNode;
}

/** The page of one object: a link to its list, a head with its buttons, facts, and panels. The page says if the object is missing or may not be read. */
export function DetailPage<Op extends DescribedOperation>(props: DetailPageProps<Op>) {
  const { of, params, back, readOnly, anew = [], everyMs, isWatched = () => false } = props;
  const allowed = useAllowed();
  const isHidden = readOnly !== undefined && !allowed(of);
  const path = of.path as PathsOf<'get'>;
  const asked = ask(path, params as never) as object as Pick<UseQueryOptions<AnswerOfCall<Op>>, 'queryKey' | 'queryFn'>;
  const reading = useQuery({
    ...asked,
    enabled: !isHidden,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isWatched(data as AnswerOfCall<Op>) ? WATCH_EVERY_MS : (everyMs ?? false),
  });
  const thing = reading.data;
  const refresh = useRefresh([keyOf(path), ...anew]);

  function page(): ReactNode {
    if (isHidden) return noticeOf(readOnly);
    if (thing === undefined) return reading.error === null ? <Loading /> : <ReadFailure isPage reading={reading} />;
    return (
      <>
        {/* If a later reading fails, the page and the typed values stay. */}
        <FailureNotice error={reading.error} retry={reading} />
        {/* The key makes React draw new forms and dialogs for another object. */}
        <Shown key={JSON.stringify(params)} {...props} thing={thing} refresh={refresh} />
      </>
    );
  }

  return (
    <>
      <BackLink to={back.to}>{back.text}</BackLink>
      {page()}
    </>
  );
}

interface ShownProps<Op extends DescribedOperation> extends DetailPageProps<Op> {
  readonly thing: AnswerOfCall<Op>;
  readonly refresh: () => Promise<void>;
}

function Shown<Op extends DescribedOperation>({ thing, refresh, ...props }: ShownProps<Op>) {
  const { title, sub, acts, head, facts, children } = props;
  return (
    <>
      <PageHead title={title(thing)} sub={sub?.(thing)}>
        {head?.(thing)}
        {acts !== undefined && (
          <Flex className="screen-only" gap={8} wrap="wrap">
            <ThingActs thing={thing} acts={acts} refresh={refresh} />
          </Flex>
        )}
      </PageHead>
      {facts !== undefined && <Facts facts={facts(thing)} />}
      {children(thing, refresh)}
    </>
  );
}
