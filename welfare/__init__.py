"""福利与慰问: condolence visits and benefits."""
