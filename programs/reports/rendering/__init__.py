"""How a dataset becomes what people read: page, PDF, workbook and mail."""
