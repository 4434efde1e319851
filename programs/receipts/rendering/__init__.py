"""How a receipt becomes a printed page; it knows neither Django nor the database."""
