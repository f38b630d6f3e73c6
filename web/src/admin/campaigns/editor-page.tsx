import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { type Campaign, campaignName, campaignQuery } from '../../entities/campaign/campaign.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { actOf, keyOf } from '../../shared/api/calls';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CampaignEditor } from './campaign-editor';
import { valuesOf } from './document/campaign-document.rules';
import { type Template, TEMPLATES, valuesOfTemplate } from './document/campaign-templates.rules';
import { type MessageValues, NO_MESSAGE } from './document/campaign-values.rules';
import { Templates } from './templates';

/** A campaign that is not there yet: first a working example to copy, then its form. */
export function NewCampaignPage() {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const mayManage = useMayManage('campaigns.manage');
  const open = useOpenSaved();
  const texts = useTemplateTexts();
  const [address] = useSearchParams();
  const template = TEMPLATES.find((one) => one === address.get('template'));
  const today = `${localTime(new Date().toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length)}T00:00`;
  return (
    <>
      <BackLink to="/campaigns">{t('nav.campaigns')}</BackLink>
      <PageHead title={t('campaigns.new')} sub={t('campaigns.newSub')} />
      {!mayManage ? (
        <Notice title={t('campaigns.readOnlyTitle')} help={t('campaigns.readOnlyHelp')} />
      ) : template === undefined ? (
        <Templates />
      ) : (
        <CampaignEditor
          key={template}
          campaign={null}
          values={valuesOfTemplate(template, texts(template), today)}
          send={({ key, body }) => actOf('POST', '/api/campaigns')({ key, body: { document: body } })}
          onSaved={open}
        />
      )}
    </>
  );
}

/** The newest version of a campaign, to be changed. */
export function EditCampaignPage() {
  const { t, language } = useTranslation('admin');
  const { currency } = useNetwork();
  const mayManage = useMayManage('campaigns.manage');
  const open = useOpenSaved();
  const { campaignId = '' } = useParams();
  // A refetch must not overwrite typed values.
  const campaign = useQuery({ ...campaignQuery(campaignId), refetchInterval: false, refetchOnWindowFocus: false });
  const back = <BackLink to={`/campaigns/${campaignId}`}>{t('campaigns.back')}</BackLink>;
  if (campaign.isError)
    return (
      <>
        {back}
        <FailureNotice error={campaign.error} retry={campaign} />
      </>
    );
  if (campaign.data === undefined) return <Loading />;
  const { data } = campaign;
  return (
    <>
      {back}
      <PageHead title={t('campaigns.edit', { name: campaignName(data.document, language) })} />
      {!mayManage || data.state === 'ENDED' || data.archived ? (
        <Notice title={t('campaigns.readOnlyTitle')} help={t('campaigns.readOnlyHelp')} />
      ) : (
        <CampaignEditor
          campaign={data}
          values={valuesOf(data.document, currency)}
          send={({ key, body }) =>
            actOf('PATCH', '/api/campaigns/{id}', { id: data.id })({
              key,
              body: { document: body, expectedRevision: data.revision },
            })
          }
          onSaved={open}
        />
      )}
    </>
  );
}

function useOpenSaved(): (campaign: Campaign, waits: boolean) => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  return ({ id }, waits) => {
    void client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
    void client.invalidateQueries({ queryKey: keyOf('/api/approvals') });
    void navigate(`/campaigns/${id}`, { state: { waits } });
  };
}

/** The texts of a template in both languages, which guests read whatever language is on the screen. */
function useTemplateTexts() {
  const { t } = useTranslation('admin');
  return (template: Template) => {
    const of = template === 'BLANK' ? 'WEEKEND' : template;
    const named = { nameRu: t(`campaigns.template.${of}.nameRu`), nameEn: t(`campaigns.template.${of}.nameEn`) };
    if (template !== 'MESSAGE') return { ...named, ...NO_MESSAGE };
    const text = (key: keyof MessageValues) => t(`campaigns.template.MESSAGE.${key}`);
    return {
      ...named,
      titleRu: text('titleRu'),
      titleEn: text('titleEn'),
      textRu: text('textRu'),
      textEn: text('textEn'),
    };
  };
}
