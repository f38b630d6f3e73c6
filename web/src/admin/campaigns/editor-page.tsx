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
import { editedOf } from './document/campaign-document.rules';
import { campaignOfTemplate, type Template, TEMPLATES } from './document/campaign-templates.rules';
import { Templates } from './templates';

/** A campaign that is not there yet: first a working example to copy, then its form. */
export function NewCampaignPage() {
  const { t } = useTranslation('admin');
  const { timeZone, currency } = useNetwork();
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
          first={campaignOfTemplate(template, texts(template), today, currency)}
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
          first={editedOf(data.document)}
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
    const name = { ru: t(`campaigns.template.${of}.nameRu`), en: t(`campaigns.template.${of}.nameEn`) };
    if (template !== 'MESSAGE') return { name, announcement: {} };
    return {
      name,
      announcement: {
        ru: { title: t('campaigns.template.MESSAGE.titleRu'), text: t('campaigns.template.MESSAGE.textRu') },
        en: { title: t('campaigns.template.MESSAGE.titleEn'), text: t('campaigns.template.MESSAGE.textEn') },
      },
    };
  };
}
