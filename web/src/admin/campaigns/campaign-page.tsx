import { Button, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { type Campaign, type CampaignDetail, campaignName, campaignQuery } from '../../entities/campaign/campaign.api';
import { requestKeys } from '../../entities/approval/approval.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { CampaignSentences } from './campaign-sentences';
import classes from './campaigns.module.css';
import { Occurrences } from './occurrences';
import { ResultsPanel } from './results-panel';
import { SendPanel } from './send-panel';
import { StateChip } from './state-chip';

/** One campaign: its state, what it says, what it brought, and who changed it. */
export function CampaignPage() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const { campaignId = '' } = useParams();
  const campaign = useQuery(campaignQuery(campaignId));
  const hasAsked = asksForStart(useLocation().state);
  const mayManage = useMayManage('campaigns.manage');
  const back = <BackLink to="/campaigns">{t('nav.campaigns')}</BackLink>;
  if (campaign.isError)
    return (
      <>
        {back}
        <ProblemNotice words={words(campaign.error)} retry={campaign} />
      </>
    );
  if (campaign.data === undefined) return <p role="status">{t('loading')}</p>;
  const { data } = campaign;
  const isNewer = data.runningVersion !== null && data.runningVersion !== data.version && data.state !== 'ENDED';
  return (
    <>
      {back}
      <PageHead title={campaignName(data.document, language)} sub={t('campaigns.codeOf', { code: data.code })} />
      <p className={classes.large} role="status">
        <StateChip state={data.state} /> {t(`campaigns.stateSays.${data.state}`)}
      </p>
      {data.effectiveFrom !== null && (
        <p className={classes.help}>{t('campaigns.countsFrom', { time: format.exactTime(data.effectiveFrom) })}</p>
      )}
      {isNewer && <p className={classes.help}>{t('campaigns.newerVersion')}</p>}
      {mayManage && <Acts campaign={data} hasAsked={hasAsked} />}
      <div className={classes.columns}>
        <div>
          <Panel title={t('campaigns.says')}>
            <CampaignSentences document={data.document} />
          </Panel>
          {data.runningVersion !== null && <ResultsPanel campaignId={data.id} state={data.state} />}
        </div>
        <div>
          {(data.state === 'ACTIVE' || data.state === 'PAUSED') && (
            <SendPanel campaignId={data.id} state={data.state} />
          )}
          {data.occurrences.length > 0 && (
            <Panel title={t('campaigns.next')}>
              <Occurrences occurrences={data.occurrences} />
            </Panel>
          )}
          {data.warnings.length > 0 && (
            <Panel title={t('campaigns.warnings')}>
              <ul className={classes.list}>
                {data.warnings.map(({ code, path, names }) => (
                  <li key={`${code} ${path}`}>{t(`campaigns.warning.${code}`, { names: names.join(', ') })}</li>
                ))}
              </ul>
            </Panel>
          )}
          <History campaign={data} />
        </div>
      </div>
    </>
  );
}

/** Whether the editor, from which the reader comes, has asked a second person. */
function asksForStart(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'waits' in state && state.waits === true;
}

type CampaignAct = 'start' | 'pause' | 'resume' | 'end' | 'archive';
const STATE_OF = { start: 'RUNNING', resume: 'RUNNING', pause: 'PAUSED', end: 'ENDED' } as const;

/** Buttons that the campaign's state allows; a change that takes something from guests asks first. */
function Acts({ campaign, hasAsked }: { readonly campaign: CampaignDetail; readonly hasAsked: boolean }) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<CampaignAct | null>(null);
  const [reason, setReason] = useState('');
  const { id, state, revision, archived, runningVersion, version } = campaign;
  const [waits, setWaits] = useState(hasAsked);
  const done = () => {
    setAsked(null);
    setReason('');
    return client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
  };
  const setState = useChange(actOf('PUT', '/api/campaigns/{id}/state', { id }), async (answer) => {
    setWaits('kind' in answer);
    await client.invalidateQueries({ queryKey: requestKeys.each });
    return done();
  });
  const archive = useChange(actOf('POST', '/api/campaigns/{id}/archive', { id }), done);
  const copy = useChange(actOf('POST', '/api/campaigns/{id}/copy', { id }), async (made: Campaign) => {
    await client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
    void navigate(`/campaigns/${made.id}/edit`);
  });
  const acts: readonly CampaignAct[] = archived
    ? []
    : actsOf(state, runningVersion !== null && runningVersion !== version);
  const error = setState.error ?? archive.error;

  function send(): void {
    if (asked === 'archive') archive.mutate(null);
    else if (asked !== null)
      setState.mutate({
        state: STATE_OF[asked],
        reason: reason.trim() === '' ? null : reason.trim(),
        expectedRevision: revision,
      });
  }

  return (
    <>
      <div className={classes.tools}>
        {acts.map((act) => (
          <Button
            key={act}
            variant={act === 'start' || act === 'resume' ? 'filled' : 'default'}
            onClick={() => {
              setState.reset();
              archive.reset();
              setAsked(act);
            }}
          >
            {t(`campaigns.act.${act}`)}
          </Button>
        ))}
        {!archived && state !== 'ENDED' && (
          <Button variant="default" component={Link} to={`/campaigns/${id}/edit`}>
            {t('campaigns.change')}
          </Button>
        )}
        <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate(null)}>
          {t('campaigns.copy')}
        </Button>
      </div>
      {waits && <p role="status">{t('changes.waits')}</p>}
      {copy.error !== null && <ProblemNotice words={words(copy.error)} />}
      {asked !== null && (
        <Dialog title={t(`campaigns.question.${asked}`)} onClose={() => setAsked(null)}>
          {asked === 'start' ? (
            <CampaignSentences document={campaign.document} />
          ) : (
            <p className={classes.help}>{t(`campaigns.consequence.${asked}`)}</p>
          )}
          {(asked === 'pause' || asked === 'end') && (
            <Textarea
              label={t('campaigns.reason')}
              maxLength={500}
              autosize
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {error !== null && <ProblemNotice words={words(error)} />}
          <div className={classes.row}>
            <Button data-autofocus loading={setState.isPending || archive.isPending} onClick={send}>
              {t(`campaigns.yes.${asked}`)}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              {t('campaigns.no')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function actsOf(state: CampaignDetail['state'], isNewer: boolean): readonly CampaignAct[] {
  switch (state) {
    case 'DRAFT':
      return ['start', 'archive'];
    case 'SCHEDULED':
    case 'ACTIVE':
      return isNewer ? ['start', 'pause', 'end'] : ['pause', 'end'];
    case 'PAUSED':
      return ['resume', 'end'];
    case 'ENDED':
      return ['archive'];
  }
}

/** The changes of state, each with its person and reason. */
function History({ campaign }: { readonly campaign: CampaignDetail }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useColleagueNames();
  return (
    <Panel title={t('campaigns.history')}>
      <ul className={classes.list}>
        {campaign.states.map(({ state, version, reason, changedBy, changedAt }) => (
          <li key={changedAt}>
            {t(`campaigns.was.${state}`, { at: format.dateTime(changedAt), version, who: nameOf(changedBy) })}
            {reason !== null && ` ${t('campaigns.because', { reason })}`}
          </li>
        ))}
        <li>
          {t('campaigns.createdBy', { at: format.dateTime(campaign.createdAt), who: nameOf(campaign.createdBy) })}
        </li>
      </ul>
    </Panel>
  );
}
