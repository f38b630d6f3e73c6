import { Button } from '@mantine/core';
import { actOf, fileOf } from '../../shared/api/calls';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { saveFile } from '../../shared/api/save-file';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { erasureQuery } from './privacy.api';

const FORMATS = ['html', 'json'] as const;

/** The part of the dialog that the page asks with: it is over when the erasure was requested, or closed. */
interface Question {
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

interface PersonalDataActsProps {
  readonly guestId: string;
  readonly words: Readonly<Record<(typeof FORMATS)[number], string>> & {
    readonly erase: string;
    readonly callBack: string;
    /** Says when the erasure that was requested takes place. */
    readonly waits: (at: string) => string;
  };
  /** Classes of the text that says when, and of the row of buttons. */
  readonly look: { readonly waits: string | undefined; readonly acts: string | undefined };
  readonly ask: (question: Question) => ReactNode;
}

/** Downloads everything that is kept about a guest, requests its erasure and calls a requested one back. */
export function PersonalDataActs({ guestId, words, look, ask }: PersonalDataActsProps) {
  const wordsOf = useProblemWords();
  const format = useFormat();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const erasure = useQuery(erasureQuery(guestId));
  const download = useMutation({
    mutationFn: (wanted: (typeof FORMATS)[number]) =>
      fileOf('/api/guests/{id}/export', { id: guestId, format: wanted }),
    onSuccess: (file, wanted) => saveFile(file, `personal-data.${wanted}`),
  });
  const changed = () => queries.invalidateQueries({ queryKey: erasureQuery(guestId).queryKey });
  const callBack = useChange(actOf('DELETE', '/api/guests/{id}/erasure', { id: guestId }), changed);
  const error = download.error ?? callBack.error ?? erasure.error;
  const due = erasure.data?.status === 'WAITING' ? erasure.data.dueAt : null;
  const close = () => setAsks(false);
  return (
    <>
      {due !== null && (
        <p role="status" className={look.waits}>
          {words.waits(format.dateTime(due))}
        </p>
      )}
      <div className={look.acts}>
        {FORMATS.map((one) => (
          <Button
            key={one}
            variant="default"
            loading={download.isPending && download.variables === one}
            onClick={() => download.mutate(one)}
          >
            {words[one]}
          </Button>
        ))}
        {due === null ? (
          <Button variant="default" color="red" disabled={erasure.isPending} onClick={() => setAsks(true)}>
            {words.erase}
          </Button>
        ) : (
          <Button variant="default" loading={callBack.isPending} onClick={() => callBack.mutate(null)}>
            {words.callBack}
          </Button>
        )}
      </div>
      {error !== null && <ProblemNotice words={wordsOf(error)} {...(error === erasure.error && { retry: erasure })} />}
      {asks &&
        ask({
          onDone: () => {
            close();
            return changed();
          },
          onClose: close,
        })}
    </>
  );
}
