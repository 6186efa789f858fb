/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figment-form-editor-private.h"

/* In which order controls are seen. */

/* The rows of the form as it is seen: each control that has one of its own. Borrowed from the form. */
static GPtrArray *
list_rows (FigmentFormEditor *self)
{
  FigmentForm *form = figment_form_editor_get_form (self);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(FigmentField) field = g_list_model_get_item (G_LIST_MODEL (form), i);

      if (figment_form_editor_get_shown (self, field) == FIGMENT_SHOWN_FORM
          && figment_form_get_leader (form, field) == field)
        g_ptr_array_add (rows, field); /* the form keeps it */
    }
  return rows;
}

/**
 * figment_form_editor_find_row:
 * @n_rows: (out) (optional): how many rows the form has
 *
 * Returns: in which of them the control is seen, from 0; %G_MAXUINT: it is not on the form
 */
guint
figment_form_editor_find_row (FigmentFormEditor *self,
                              FigmentField      *field,
                              guint             *n_rows)
{
  g_autoptr(GPtrArray) rows = NULL;
  guint index;

  g_return_val_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field), G_MAXUINT);
  rows = list_rows (self);
  if (n_rows != NULL)
    *n_rows = rows->len;
  field = figment_form_get_leader (figment_form_editor_get_form (self), field);
  return g_ptr_array_find (rows, field, &index) ? index : G_MAXUINT;
}

static void
set_order (FigmentFormEditor *self,
           GPtrArray         *rows)
{
  FigmentForm *form = figment_form_editor_get_form (self);
  FigmentField *height = figment_form_get_role_field (form, FIGMENT_ROLE_HEIGHT);
  g_autoptr(FigmentMapping) mapping = _figment_form_editor_begin_step (self);
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      FigmentField *field = g_ptr_array_index (rows, i);

      g_ptr_array_add (ids, (gpointer) figment_field_get_id (field));
      /* It goes with the row that it stands in. */
      if (height != NULL && height != field && figment_form_get_leader (form, height) == field)
        g_ptr_array_add (ids, (gpointer) figment_field_get_id (height));
    }
  g_ptr_array_add (ids, NULL);
  figment_mapping_set_order (mapping, (const char *const *) ids->pdata);
  _figment_form_editor_take_step (self, mapping);
}

/**
 * figment_form_editor_move:
 * @row: where its row comes to stand among those of the form, from 0
 */
void
figment_form_editor_move (FigmentFormEditor *self,
                          FigmentField      *field,
                          guint              row)
{
  g_autoptr(GPtrArray) rows = NULL;
  FigmentField *leader;
  guint old;

  g_return_if_fail (FIGMENT_IS_FORM_EDITOR (self) && FIGMENT_IS_FIELD (field));
  rows = list_rows (self);
  leader = figment_form_get_leader (figment_form_editor_get_form (self), field);
  if (g_ptr_array_find (rows, leader, &old))
    {
      g_ptr_array_remove_index (rows, old);
      if (MIN (row, rows->len) == old)
        return;
    }
  g_ptr_array_insert (rows, (int) MIN (row, rows->len), leader);
  set_order (self, rows);
}
