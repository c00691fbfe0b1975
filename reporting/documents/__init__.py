"""Official documents: one tree, rendered as HTML, PDF and Word in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I."""
