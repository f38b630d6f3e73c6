import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MENU_ITEM_TYPES, type MenuItem, type MenuItemType, refreshMenu } from '../../entities/menu/menu.api';
import { actOf } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount, typedAmount } from '../../shared/format/money';
import { spokenOf } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { NameFields } from '../ui/name-fields';
import { PictureField } from '../ui/pictures/picture-field';
import classes from './menu-page.module.css';

const MOST = 200;

interface MenuItemFormProps {
  /** Left out: a new item. */
  readonly item?: MenuItem;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** An item of the menu: what it is called, what it costs, and how programmes know it. */
export function MenuItemForm({ item, onDone, onClose }: MenuItemFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { currency } = useNetwork();
  const [name, setName] = useState({ ru: item?.name.ru ?? '', en: item?.name.en ?? '' });
  const [code, setCode] = useState(item?.code ?? '');
  const [category, setCategory] = useState(item?.category ?? '');
  const [type, setType] = useState<MenuItemType | null>(item?.type ?? null);
  const [price, setPrice] = useState(item === undefined ? '' : typedAmount(item.price, currency));
  const [cost, setCost] = useState(item?.cost == null ? '' : typedAmount(item.cost, currency));
  const [asked, setAsked] = useState(false);
  const create = useChange(actOf('POST', '/api/menu-items'), onDone);
  const change = useChange(actOf('PATCH', '/api/menu-items/{id}', { id: item?.id ?? '' }), onDone);
  const save = item === undefined ? create : change;
  const minorUnits = parseAmount(price, currency);
  const costUnits = cost.trim() === '' ? null : parseAmount(cost, currency);
  const isCostWrong = cost.trim() !== '' && costUnits === null;
  const isCodeTaken = save.error instanceof ApiProblem && save.error.code === 'code_taken';
  const lacksName = name.ru.trim() === '' && name.en.trim() === '';

  function onSubmit(): void {
    setAsked(true);
    if (lacksName || code.trim() === '' || minorUnits === null || isCostWrong) return;
    const group = category.trim() === '' ? null : category.trim();
    save.mutate({
      code: code.trim(),
      name: spokenOf(name.ru, name.en),
      category: group,
      type,
      price: minorUnits,
      cost: costUnits,
    });
  }

  return (
    <Dialog title={t(item === undefined ? 'menu.new' : 'menu.changeTitle')} onClose={onClose}>
      {item !== undefined && (
        <PictureField
          picture={item.picture}
          put={actOf('PUT', '/api/menu-items/{id}/picture', { id: item.id })}
          remove={actOf('DELETE', '/api/menu-items/{id}/picture', { id: item.id })}
          onChanged={() => refreshMenu(queries)}
        />
      )}
      <Form className={classes.fields} onSubmit={onSubmit}>
        <NameFields
          isFirst
          ru={name.ru}
          en={name.en}
          errors={{ ru: asked && lacksName ? t('names.needed') : undefined }}
          onChange={(typed) => setName({ ...name, ...typed })}
        />
        <TextInput
          label={t('menu.price')}
          inputMode="decimal"
          {...bound(price, setPrice)}
          error={asked && minorUnits === null ? t('menu.priceNeeded') : undefined}
        />
        <TextInput
          label={t('menu.cost')}
          description={t('menu.costHelp')}
          inputMode="decimal"
          {...bound(cost, setCost)}
          error={asked && isCostWrong ? t('menu.costWrong') : undefined}
        />
        <TextInput
          label={t('menu.code')}
          description={t('menu.codeHelp')}
          maxLength={MOST}
          {...bound(code, setCode)}
          error={isCodeTaken ? t('menu.codeTaken') : asked && code.trim() === '' ? t('menu.codeNeeded') : undefined}
        />
        <TextInput
          label={t('menu.category')}
          description={t('menu.categoryHelp')}
          maxLength={MOST}
          {...bound(category, setCategory)}
        />
        <Select
          size="md"
          label={t('menu.type')}
          description={t('menu.typeHelp')}
          allowDeselect={false}
          value={type ?? ''}
          data={[
            { value: '', label: t('menu.ordinary') },
            ...MENU_ITEM_TYPES.map((value) => ({ value, label: t(`menu.types.${value}`) })),
          ]}
          onChange={(value) => setType(MENU_ITEM_TYPES.find((one) => one === value) ?? null)}
        />
        {save.error !== null && !isCodeTaken && <FailureNotice error={save.error} />}
        <Button type="submit" loading={save.isPending}>
          {t('menu.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
