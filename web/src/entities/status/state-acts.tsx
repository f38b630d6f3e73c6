import { Button, Flex, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Send } from '../../shared/api/act-key';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import classes from './states.module.css';

const FILLED: ReadonlySet<string> = new Set(['start', 'resume', 'apply']);

/**
 * The act on a campaign or automation that the dialog asks about (null: the dialog is closed), and the calls that acts send.
 *
 * @param sendState sends the new state; an answer with a `kind` is a request that a second person has to approve
 * @param copyAt address of the page that shows a copy, by the id of the copy
 * @param hasAsked whether a request waits for a second person when the page opens
 */
export function useStateActs<Act extends string, Body>(
  kind: 'automations' | 'campaigns',
  id: string,
  sendState: Send<Body, object>,
  copyAt: (id: string) => string,
  hasAsked = false,
) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Act | 'archive' | null>(null);
  const [reason, setReason] = useState('');
  const [waits, setWaits] = useState(hasAsked);
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(`/api/${kind}`) });
  const done = () => {
    setAsked(null);
    setReason('');
    return refresh();
  };
  const setState = useChange(sendState, async (answer) => {
    setWaits('kind' in answer);
    await client.invalidateQueries({ queryKey: keyOf('/api/approvals') });
    return done();
  });
  const archive = useChange(actOf('POST', `/api/${kind}/{id}/archive`, { id }), done);
  const copy = useChange(actOf('POST', `/api/${kind}/{id}/copy`, { id }), async (copied: { readonly id: string }) => {
    await refresh();
    void navigate(copyAt(copied.id));
  });
  const ask = (act: Act | 'archive') => {
    setState.reset();
    archive.reset();
    setAsked(act);
  };
  const error = setState.error ?? archive.error;
  return { kind, asked, ask, close: () => setAsked(null), reason, setReason, waits, setState, archive, copy, error };
}

interface StateActsProps<Act extends string, Body> {
  readonly acts: ReturnType<typeof useStateActs<Act, Body>>;
  /** Acts that the state of the campaign or automation allows, in the order of their buttons. */
  readonly offered: readonly (Act | 'archive')[];
  readonly disabled?: readonly string[];
  readonly nameOf: (act: Act | 'archive') => string;
  readonly questionOf: (act: Act | 'archive') => string;
  /** Button between the buttons of the acts and the button that copies. */
  readonly edit?: ReactNode;
  readonly note?: ReactNode;
  /** Consequence of the act that the dialog asks about. */
  readonly consequence: ReactNode;
  /** Words of the button that confirms; left out: the name of the act. */
  readonly confirmation?: string | undefined;
  readonly isCounting?: boolean;
  /** The error in the dialog; left out: the last call's. */
  readonly error?: unknown;
  readonly bodyOf: (act: Act, reason: string | null) => Body;
}

/** Buttons that change the state of a campaign or automation; a dialog asks before each change. */
export function StateActs<Act extends string, Body>(props: StateActsProps<Act, Body>) {
  const { acts, offered, disabled = [], nameOf, questionOf, isCounting = false, error = acts.error, bodyOf } = props;
  const { kind, asked, reason, setState, archive, copy } = acts;
  const { t } = useTranslation('admin');

  function send(): void {
    if (asked === 'archive') archive.mutate(null);
    else if (asked !== null) setState.mutate(bodyOf(asked, reason.trim() === '' ? null : reason.trim()));
  }

  return (
    <>
      <Flex gap={12} wrap="wrap" align="flex-end" mb={12}>
        {offered.map((act) => (
          <Button
            key={act}
            variant={FILLED.has(act) ? 'filled' : 'default'}
            disabled={disabled.includes(act)}
            onClick={() => acts.ask(act)}
          >
            {nameOf(act)}
          </Button>
        ))}
        {props.edit}
        <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate(null)}>
          {t('campaigns.copy')}
        </Button>
      </Flex>
      {props.note}
      {acts.waits && <p role="status">{t('changes.waits')}</p>}
      <FailureNotice error={copy.error} />
      {asked !== null && (
        <Dialog title={questionOf(asked)} size={kind === 'automations' ? 'lg' : 'md'} onClose={acts.close}>
          {props.consequence}
          {(asked === 'pause' || asked === 'end') && (
            <Textarea
              label={t('campaigns.reason')}
              maxLength={500}
              autosize
              {...bound(reason, (text) => acts.setReason(text))}
            />
          )}
          <FailureNotice error={error} />
          <div className={classes.row} data-kind={kind}>
            <Button
              data-autofocus
              disabled={isCounting}
              loading={setState.isPending || archive.isPending}
              onClick={send}
            >
              {props.confirmation ?? nameOf(asked)}
            </Button>
            <Button variant="default" onClick={acts.close}>
              {t('campaigns.no')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
