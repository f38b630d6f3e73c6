import { Button, Radio, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { askedImpactQuery, impactRunQuery } from '../../../entities/program/impact.api';
import { isOpen } from '../../../entities/program/run';
import { stageOf } from '../../../entities/program/stage';
import { type Program, type ProgramDiff, rollBackProgram } from '../../../entities/program/program.api';
import { useColleagueNames } from '../../../entities/staff/use-colleague-names';
import { actOf } from '../../../shared/api/calls';
import { useFormat } from '../../../shared/format/use-format';
import { instantOf, nextMidnight } from '../../../shared/format/zone';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { useSession } from '../../../entities/session/session';
import { Panel } from '../../../shared/ui/page';
import { bound } from '../../../shared/ui/bound';
import editor from '../editor/editor.module.css';
import { useProgram } from '../version/program-context';
import { useActOnProgram } from '../version/use-act-on-program';
import classes from './changes.module.css';
import { DateTimeField } from '../../../shared/ui/dates/date-time-field';

/** Why a version waits for a second manager, if it does. */
type Asks = Pick<ProgramDiff, 'takes' | 'paysMore'>;

/** The actions that this version allows now: publish, approve, cancel, roll back. */
export function PublishPanel({ diff }: { readonly diff: Asks }) {
  const { program, inForce } = useProgram();
  const stage = stageOf(program, inForce?.version ?? null, Date.now());
  switch (stage) {
    case 'DRAFT':
      return <Publish program={program} {...diff} />;
    case 'AWAITING':
      return <Awaiting program={program} />;
    case 'SCHEDULED':
      return <Scheduled program={program} />;
    case 'REPLACED':
    case 'CANCELLED':
      return <RollBack program={program} />;
    case 'IN_FORCE':
      return null;
  }
}

function Publish({ program, takes, paysMore }: { readonly program: Program } & Asks) {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const { version, documentHash } = program;
  const [when, setWhen] = useState<'NOW' | 'LATER'>('NOW');
  const [at, setAt] = useState(() => nextMidnight(new Date().toISOString(), timeZone));
  const { act, problem } = useActOnProgram(actOf('POST', '/api/programs/{version}/publish', { version }));

  function publish(): void {
    const later = when === 'LATER' ? { effectiveFrom: instantOf(at, timeZone) } : {};
    act.mutate({ expectedHash: documentHash, ...later });
  }

  return (
    <Panel title={t('program.publish.title')}>
      <div className={classes.form}>
        <p>{t(`program.publish.${takes ? 'takes' : paysMore ? 'paysMore' : 'gives'}`)}</p>
        <Radio.Group label={t('program.publish.when')} value={when} onChange={(value) => setWhen(value)}>
          <Stack gap={10}>
            <Radio value="NOW" className={editor.check ?? ''} label={t('program.publish.now')} />
            <Radio value="LATER" className={editor.check ?? ''} label={t('program.publish.later')} />
          </Stack>
        </Radio.Group>
        {when === 'LATER' && (
          <DateTimeField label={t('program.publish.at', { timeZone })} value={at} onChange={setAt} />
        )}
        {problem}
        <Button loading={act.isPending} disabled={when === 'LATER' && at === ''} onClick={publish}>
          {t(takes || paysMore ? 'program.publish.ask' : 'program.publish.submit')}
        </Button>
      </div>
    </Panel>
  );
}

function Awaiting({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useColleagueNames();
  const session = useSession();
  const { version, documentHash, publication } = program;
  const [reason, setReason] = useState('');
  const isCounting = useIsCounting(program);
  const approval = useActOnProgram(actOf('POST', '/api/programs/{version}/approve', { version }));
  const rejection = useActOnProgram(actOf('POST', '/api/programs/{version}/reject', { version }));
  if (publication === null) return null;
  const isOwn = 'user' in session && session.user.id === publication.requestedBy;
  const asked = { who: nameOf(publication.requestedBy), at: format.dateTime(publication.requestedAt) };
  return (
    <Panel title={t('program.stage.AWAITING')}>
      <div className={classes.form}>
        <p>{t('program.awaiting.asked', asked)}</p>
        <p>
          {publication.effectiveFrom === null
            ? t('program.awaiting.now')
            : t('program.awaiting.at', { at: format.dateTime(publication.effectiveFrom) })}
        </p>
        <p>{isOwn ? t('program.awaiting.own') : t('program.awaiting.yours')}</p>
        {!isOwn && isCounting && <p>{t('program.awaiting.counting')}</p>}
        {!isOwn && (
          <Button
            disabled={isCounting}
            loading={approval.act.isPending}
            onClick={() => approval.act.mutate({ expectedHash: documentHash })}
          >
            {t('program.awaiting.approve')}
          </Button>
        )}
        {approval.problem}
        {!isOwn && (
          <>
            <Textarea
              label={t('program.awaiting.reason')}
              autosize
              minRows={2}
              maxLength={1_000}
              {...bound(reason, setReason)}
            />
            {rejection.problem}
            <Button
              variant="default"
              disabled={reason.trim() === ''}
              loading={rejection.act.isPending}
              onClick={() => rejection.act.mutate({ reason: reason.trim() })}
            >
              {t('program.awaiting.reject')}
            </Button>
          </>
        )}
      </div>
    </Panel>
  );
}

/** Whether the guests whom the version affects are still being counted. The panel above asks for the same run. */
function useIsCounting(program: Program): boolean {
  const { language } = useTranslation('admin');
  const { inForce } = useProgram();
  const asked = useQuery(askedImpactQuery(program, inForce?.version));
  const run = useQuery(impactRunQuery(asked.data?.id, language));
  return asked.isPending || (run.data !== undefined ? isOpen(run.data) : asked.data !== undefined && !run.isError);
}

function Scheduled({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { version, effectiveFrom } = program;
  const { act, problem } = useActOnProgram(actOf('POST', '/api/programs/{version}/cancel', { version }));
  return (
    <Panel title={t('program.stage.SCHEDULED')}>
      <div className={classes.form}>
        <p>{t('program.scheduled.from', { at: format.dateTime(effectiveFrom ?? '') })}</p>
        {problem}
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate(null)}>
          {t('program.scheduled.cancel')}
        </Button>
      </div>
    </Panel>
  );
}

function RollBack({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const { version } = program;
  const [isAsked, setIsAsked] = useState(false);
  const { act, problem } = useActOnProgram(rollBackProgram(version));
  const go = () => {
    act.mutate(null, { onSuccess: (made) => void navigate(`/programs/${String(made.version)}/changes`) });
  };
  return (
    <Panel title={t('program.rollback.title')}>
      <div className={classes.form}>
        <p>{t('program.rollback.help', { version })}</p>
        {problem}
        {isAsked ? (
          <Button loading={act.isPending} onClick={go}>
            {t('program.rollback.sure', { version })}
          </Button>
        ) : (
          <Button variant="default" onClick={() => setIsAsked(true)}>
            {t('program.rollback.submit')}
          </Button>
        )}
      </div>
    </Panel>
  );
}
