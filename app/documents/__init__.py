"""The Vietnamese administrative document (NĐ 30/2020): content, DOCX, PDF, XLSX, layout check."""
