import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem, ConnectionLost, mistakeAt, mistakesBeside } from '../api/problem';
import { useTranslation } from '../i18n/use-translation';
import classes from './problem-notice.module.css';

const TOO_MANY_REQUESTS = 429;
const SERVER_FAILED = 500;

export interface ProblemWords {
  readonly title: string;
  readonly help: string;
  /** Faults that no field shows. */
  readonly mistakes?: readonly string[];
  /** Set where the server failed: a sentence with the code by which support finds the request. */
  readonly support?: string;
}

/** A request of a page that can be repeated. */
export interface RepeatableQuery {
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface ProblemNoticeProps {
  readonly words: ProblemWords;
  /** The failed request, which a button repeats. */
  readonly retry?: RepeatableQuery;
  readonly children?: ReactNode;
}

/** Explains a failed act beside the button that started it: what happened, and what to do next. */
export function ProblemNotice({ words, retry, children }: ProblemNoticeProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.problem} role="alert">
      <Text fw={650}>{words.title}</Text>
      {words.help !== '' && <p className={classes.help}>{words.help}</p>}
      {words.mistakes?.map((mistake) => (
        <p key={mistake} className={classes.help}>
          {mistake}
        </p>
      ))}
      {words.support !== undefined && <p className={classes.help}>{words.support}</p>}
      {children}
      {retry !== undefined && mayPass(retry.error) && (
        <Button mt="sm" variant="default" loading={retry.isFetching} onClick={() => void retry.refetch()}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}

interface FailureNoticeProps extends Omit<ProblemNoticeProps, 'words'> {
  /** Null: nothing failed, so nothing is shown. */
  readonly error: unknown;
  /** Paths of fields that show their own faults. */
  readonly marked?: readonly string[] | undefined;
}

/** Like `ProblemNotice`, for an error of a request, with the words of `useProblemWords`. */
export function FailureNotice({ error, marked, ...rest }: FailureNoticeProps) {
  const words = useProblemWords();
  return error === null ? null : <ProblemNotice words={words(error, marked)} {...rest} />;
}

/** Whether repeating the request may help; a refusal stays a refusal. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.status >= SERVER_FAILED || error.status === TOO_MANY_REQUESTS;
}

/**
 * Words for an error: ours where every screen knows the code, else the server's own sentence, which is in the reader's language. A failure of the
 * server, or one without words, includes the code by which support finds it. A form names the fields that show their own faults (`mistakeAt`); all
 * other faults are listed here, so that none is lost.
 */
export function useProblemWords(): (error: unknown, marked?: readonly string[]) => ProblemWords {
  const { t } = useTranslation();
  return (error, marked = []) => {
    if (error instanceof ConnectionLost) return wordsOf('connection_lost');
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'invalid_body') return mistakeWords(error, marked);
    const { status, document } = error;
    const code = KNOWN.find((known) => known === error.code);
    const isRefusal = status < SERVER_FAILED && (code !== undefined || document.title !== '');
    return { ...wordsOfProblem(error, code), ...(!isRefusal && supportOf(document.requestId)) };
  };

  function wordsOfProblem({ document }: ApiProblem, code: KnownProblem | undefined): ProblemWords {
    if (code !== undefined) return wordsOf(code);
    if (document.title !== '') return { title: document.title, help: document.detail ?? '' };
    return { title: t('problem.unknown.title'), help: t('problem.unknown.help') };
  }

  function supportOf(code: string | undefined): Pick<ProblemWords, 'support'> {
    // The part that this page sent can be read out.
    return code === undefined ? {} : { support: t('problem.support', { code: code.split(':').at(-1) ?? code }) };
  }

  function mistakeWords(error: ApiProblem, marked: readonly string[]): ProblemWords {
    const title = t('problem.invalid_body.title');
    const rest = mistakesBeside(error, marked);
    const isMarked = marked.some((field) => mistakeAt(error, field) !== undefined);
    const mistakes = rest.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    return { title, help: isMarked ? t('problem.invalid_body.marked') : '', mistakes };
  }

  function wordsOf(code: KnownProblem | 'connection_lost'): ProblemWords {
    return { title: t(`problem.${code}.title`), help: t(`problem.${code}.help`) };
  }
}

const KNOWN = [
  'invalid_credentials',
  'locked_out',
  'session_ended',
  'forbidden',
  'restaurant_not_allowed',
  'rate_limited',
  'unavailable',
  'not_found',
] as const;
type KnownProblem = (typeof KNOWN)[number];
