import { Button, Flex } from '@mantine/core';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import type { GainKind } from '../../../entities/campaign/gains';
import { DocumentTexts } from '../../../entities/message/document-texts';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Entries } from '../../../shared/document/entries';
import { Field } from '../../../shared/document/field';
import { FieldsOf } from '../../../shared/document/fields-of';
import { KindChoice } from '../../../shared/document/kind-choice';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { type EditedCampaign, hasOffer, isTold } from '../document/campaign-document.rules';
import { anotherVariant, firstVariants, FIRST_GAINS } from '../document/campaign-parts.rules';
import classes from '../campaigns.module.css';

type Variant = NonNullable<CampaignDraft['variants']>[number];

const PATH = ['variants'];
const LEAST_VARIANTS = 2;
const FIRST_OFFERS = { SAME: null, ...FIRST_GAINS };

/** Ways of the campaign that are compared with one another; each guest keeps one of them. */
export function VariantFields({ isDivided }: { readonly isDivided: boolean }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const variants = useValue<readonly Variant[] | undefined>(PATH) ?? [];
  const mistake = useMistakeText(['schema']);
  return (
    <div className={classes.wide}>
      <Help>{t(isDivided ? 'campaigns.help.variantsStay' : 'campaigns.help.variants')}</Help>
      {variants.length > 0 && (
        <Entries<Variant>
          path={PATH}
          title={(_, { id }) => t('campaigns.variantOf', { id })}
          add={t('campaigns.addVariant')}
          remove={[t('campaigns.remove'), (_, { id }) => t('campaigns.removeVariant', { id })]}
          first={anotherVariant}
          least={LEAST_VARIANTS}
          isFixed={isDivided}
        >
          {(path) => <VariantFieldsAt path={path} isDivided={isDivided} />}
        </Entries>
      )}
      {mistake !== undefined && <Help role="alert">{mistake}</Help>}
      {!isDivided && (
        <Flex gap={8} wrap="wrap" mt={16}>
          {variants.length === 0 ? (
            <Button variant="default" onClick={() => store.set(PATH, firstVariants())}>
              {t('campaigns.compareVariants')}
            </Button>
          ) : (
            <Button variant="subtle" onClick={() => store.set(PATH, undefined)}>
              {t('campaigns.noVariants')}
            </Button>
          )}
        </Flex>
      )}
    </div>
  );
}

function VariantFieldsAt({ path, isDivided }: { readonly path: DocumentPath; readonly isDivided: boolean }) {
  const { t } = useTranslation('admin');
  const campaign = useValue<EditedCampaign>([]);
  return (
    <>
      <Field path={[...path, 'sharePpm']} label={t('campaigns.field.share')} isDisabled={isDivided} />
      {hasOffer(campaign) && (
        <>
          <KindChoice
            path={[...path, 'offer']}
            firsts={FIRST_OFFERS}
            label={t('campaigns.field.variantGives')}
            say={(kind: GainKind | 'SAME') =>
              kind === 'SAME' ? t('campaigns.variantSame') : t(`campaigns.gives.${kind}`)
            }
          />
          <FieldsOf path={[...path, 'offer']} />
        </>
      )}
      {isTold(campaign) && (
        <DocumentTexts
          path={[...path, 'announcement']}
          source="CAMPAIGN"
          placeholder={t('campaigns.sameMessage')}
          className={classes.wide}
        />
      )}
    </>
  );
}
