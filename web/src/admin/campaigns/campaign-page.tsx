import { Box, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'react-router';
import {
  type CampaignDetail,
  campaignName,
  campaignQuery,
  type CampaignStateChange,
} from '../../entities/campaign/campaign.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useColleagueNames } from '../../entities/staff/use-colleague-names';
import { actOf, keyOf } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CardPicture } from '../../shared/pictures/card-picture';
import { Loading } from '../../shared/ui/loading';
import { BackLink, Help, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { PictureField } from '../../entities/picture/picture-field';
import { StateActs, useStateActs } from '../../entities/status/state-acts';
import { BadgePanel } from './badge-panel';
import { CampaignMessage } from './campaign-message';
import { CampaignSentences } from './campaign-sentences';
import classes from './campaigns.module.css';
import { Occurrences } from './occurrences';
import { ResultsPanel } from './results-panel';
import { SendPanel } from './send-panel';
import { StateChip } from './state-chip';

/** One campaign: its state, document, results and history. */
export function CampaignPage() {
  const { t, language } = useTranslation('admin');
  const format = useFormat();
  const { campaignId = '' } = useParams();
  const queries = useQueryClient();
  const campaign = useQuery(campaignQuery(campaignId));
  const hasAsked = asksForStart(useLocation().state);
  const mayManage = useMayManage('campaigns.manage');
  const back = <BackLink to="/campaigns">{t('nav.campaigns')}</BackLink>;
  if (campaign.isError)
    return (
      <>
        {back}
        <FailureNotice error={campaign.error} retry={campaign} />
      </>
    );
  if (campaign.data === undefined) return <Loading />;
  const { data } = campaign;
  const isNewer = data.runningVersion !== null && data.runningVersion !== data.version && data.state !== 'ENDED';
  return (
    <>
      {back}
      <PageHead title={campaignName(data.document, language)} sub={t('campaigns.codeOf', { code: data.code })}>
        {mayManage && <Acts campaign={data} hasAsked={hasAsked} />}
      </PageHead>
      <div className={classes.large} role="status">
        <StateChip state={data.state} /> {t(`campaigns.stateSays.${data.state}`)}
      </div>
      {data.effectiveFrom !== null && (
        <Help>{t('campaigns.countsFrom', { time: format.dateTime(data.effectiveFrom) })}</Help>
      )}
      {isNewer && <Help>{t('campaigns.newerVersion')}</Help>}
      {data.runningVersion !== null && <ResultsPanel campaignId={data.id} state={data.state} />}
      <div className={classes.columns}>
        <div>
          <Panel title={t('campaigns.says')}>
            <CampaignSentences document={data.document} conditions={data.conditions} />
          </Panel>
        </div>
        <div>
          {(data.state === 'ACTIVE' || data.state === 'PAUSED') && (
            <SendPanel campaignId={data.id} state={data.state} />
          )}
          {mayManage && data.document.announcement !== null && <CampaignMessage message={data.document.announcement} />}
          {(mayManage || data.picture !== null) && (
            <Panel title={t('pictures.title')}>
              {mayManage ? (
                <PictureField
                  picture={data.picture}
                  put={actOf('PUT', '/api/campaigns/{id}/picture', { id: data.id })}
                  remove={actOf('DELETE', '/api/campaigns/{id}/picture', { id: data.id })}
                  onChanged={() => queries.invalidateQueries({ queryKey: keyOf('/api/campaigns') })}
                />
              ) : (
                <CardPicture picture={data.picture} />
              )}
            </Panel>
          )}
          <BadgePanel campaign={data} />
          {data.occurrences.length > 0 && (
            <Panel title={t('campaigns.next')}>
              <Occurrences occurrences={data.occurrences} />
            </Panel>
          )}
          {data.warnings.length > 0 && (
            <Panel title={t('campaigns.warnings')}>
              <Box component="ul" m={0} pl={20} lh={1.55}>
                {data.warnings.map(({ code, path, names }) => (
                  <li key={`${code} ${path}`}>{t(`campaigns.warning.${code}`, { names: names.join(', ') })}</li>
                ))}
              </Box>
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

const STATE_OF = { start: 'RUNNING', resume: 'RUNNING', pause: 'PAUSED', end: 'ENDED' } as const;
type StateAction = keyof typeof STATE_OF;

/** Buttons that change the state of a campaign; the dialog of a start says the campaign in sentences. */
function Acts({ campaign, hasAsked }: { readonly campaign: CampaignDetail; readonly hasAsked: boolean }) {
  const { t } = useTranslation('admin');
  const { id, state, revision, archived, runningVersion, version } = campaign;
  const acts = useStateActs<StateAction, CampaignStateChange>(
    'campaigns',
    id,
    actOf('PUT', '/api/campaigns/{id}/state', { id }),
    (copied) => `/campaigns/${copied}/edit`,
    hasAsked,
  );
  const { asked } = acts;
  return (
    <StateActs
      acts={acts}
      offered={archived ? [] : actsOf(state, runningVersion !== null && runningVersion !== version)}
      nameOf={(act) => t(`campaigns.act.${act}`)}
      questionOf={(act) => t(`campaigns.question.${act}`)}
      edit={
        !archived &&
        state !== 'ENDED' && (
          <Button variant="default" component={Link} to={`/campaigns/${id}/edit`}>
            {t('campaigns.change')}
          </Button>
        )
      }
      consequence={
        asked === 'start' ? (
          <CampaignSentences document={campaign.document} conditions={campaign.conditions} />
        ) : (
          asked !== null && <Help>{t(`campaigns.consequence.${asked}`)}</Help>
        )
      }
      confirmation={asked === null ? undefined : t(`campaigns.yes.${asked}`)}
      bodyOf={(act, reason) => ({ state: STATE_OF[act], reason, expectedRevision: revision })}
    />
  );
}

function actsOf(state: CampaignDetail['state'], isNewer: boolean): readonly (StateAction | 'archive')[] {
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
      <Box component="ul" m={0} pl={20} lh={1.55}>
        {campaign.states.map(({ state, version, reason, changedBy, changedAt }) => (
          <li key={changedAt}>
            {t(`campaigns.was.${state}`, { at: format.dateTime(changedAt), version, who: nameOf(changedBy) })}
            {reason !== null && ` ${t('campaigns.because', { reason })}`}
          </li>
        ))}
        <li>
          {t('campaigns.createdBy', { at: format.dateTime(campaign.createdAt), who: nameOf(campaign.createdBy) })}
        </li>
      </Box>
    </Panel>
  );
}
