import { Button } from '@mantine/core';
import type { GainKind } from '../../../entities/campaign/gains';
import { DocumentTexts } from '../../../entities/message/document-texts';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { KindChoice } from '../../../shared/document/kind-choice';
import { ListOf } from '../../../shared/document/list-of';
import { useLooks } from '../../../shared/document/looks';
import { PartsOf } from '../../../shared/document/parts';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { type EditedCampaign, hasOffer, isTold } from '../document/campaign-document.rules';
import { FIRST_GAINS, firstVariants } from '../document/campaign-parts.rules';

interface PartProps {
  readonly path: DocumentPath;
}

const FIRST_OFFERS = { SAME: null, ...FIRST_GAINS };

/** Ways of the campaign that are compared with one another; each guest keeps one of them. */
export function VariantFields({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const { isFixed = false } = useLooks(path);
  const isCompared = useValue<object | undefined>(path) !== undefined;
  const mistake = useMistakeText(['schema']);
  return (
    <>
      {isFixed && <Help>{t('campaigns.help.variantsStay')}</Help>}
      {!isCompared && <Help>{t('campaigns.help.variants')}</Help>}
      {isCompared && <ListOf path={path}>{(variant) => <PartsOf path={variant} />}</ListOf>}
      {mistake !== undefined && <Help role="alert">{mistake}</Help>}
      {!isFixed && (
        <Button
          mt={16}
          variant={isCompared ? 'subtle' : 'default'}
          onClick={() => store.set(path, isCompared ? undefined : firstVariants())}
        >
          {t(isCompared ? 'campaigns.noVariants' : 'campaigns.compareVariants')}
        </Button>
      )}
    </>
  );
}

/** The offer of a variant. A campaign that gives no points for a sale has the same offer in all variants. */
export function VariantOffer({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const campaign = useValue<EditedCampaign>([]);
  if (!hasOffer(campaign)) return null;
  return (
    <>
      <KindChoice
        path={path}
        firsts={FIRST_OFFERS}
        label={t('campaigns.field.variantGives')}
        say={(kind: GainKind | 'SAME') => (kind === 'SAME' ? t('campaigns.variantSame') : t(`campaigns.gives.${kind}`))}
      />
      <PartsOf path={path} />
    </>
  );
}

export function VariantMessage({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const campaign = useValue<EditedCampaign>([]);
  if (!isTold(campaign)) return null;
  return <DocumentTexts path={path} source="CAMPAIGN" placeholder={t('campaigns.sameMessage')} />;
}
