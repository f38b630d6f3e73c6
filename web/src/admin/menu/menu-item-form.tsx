import { useQueryClient } from '@tanstack/react-query';
import { type MenuItem, refreshMenu } from '../../entities/menu/menu.api';
import { actOf } from '../../shared/api/calls';
import { changeMenuItem, createMenuItem } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PictureField } from '../../entities/picture/picture-field';

interface MenuItemFormProps {
  /** Left out: a new item. */
  readonly item?: MenuItem;
  readonly onDone: () => unknown;
  readonly onClose: () => void;
}

/** The form of an item: name, price, cost, code and category. */
export function MenuItemForm({ item, onDone, onClose }: MenuItemFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const form = {
    submit: t('menu.save'),
    codes: { code_taken: { at: 'code', words: t('menu.codeTaken') } },
    onDone,
    onClose,
  } as const;
  const fields = {
    'name.ru': {
      label: t('names.ru'),
      check: (ru: string, typed: { readonly 'name.en': string }) =>
        `${ru}${typed['name.en']}`.trim() === '' && t('names.needed'),
    },
    'name.en': { label: t('names.en') },
    price: { label: t('menu.price'), needed: t('menu.priceNeeded') },
    cost: { label: t('menu.cost'), help: t('menu.costHelp'), wrong: t('menu.costWrong') },
    code: { label: t('menu.code'), help: t('menu.codeHelp'), needed: t('menu.codeNeeded') },
    category: { label: t('menu.category'), help: t('menu.categoryHelp') },
    type: {
      label: t('menu.type'),
      help: t('menu.typeHelp'),
      none: t('menu.ordinary'),
      words: (type: NonNullable<MenuItem['type']>) => t(`menu.types.${type}`),
    },
  } as const;
  if (item === undefined) return <ActDialog {...form} of={createMenuItem} title={t('menu.new')} fields={fields} />;
  return (
    <ActDialog
      {...form}
      of={changeMenuItem}
      params={{ id: item.id }}
      from={item}
      title={t('menu.changeTitle')}
      fields={fields}
      beside={
        <PictureField
          picture={item.picture}
          put={actOf('PUT', '/api/menu-items/{id}/picture', { id: item.id })}
          remove={actOf('DELETE', '/api/menu-items/{id}/picture', { id: item.id })}
          onChanged={() => refreshMenu(queries)}
        />
      }
    />
  );
}
